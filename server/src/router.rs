//! Every route on one screen.

use crate::layers::{around_all, around_people, around_programs, in_time};
use crate::routes::answer_events::answer_events;
use crate::routes::assets::{asset, favicon, robots};
use crate::routes::chat_completions::chat_completions;
use crate::routes::drawn;
use crate::routes::embeddings::embeddings;
use crate::routes::export::download;
use crate::routes::health::{healthz, readyz};
use crate::routes::metrics::metrics;
use crate::routes::models::{model, models};
use crate::routes::moderations::moderations;
use crate::routes::pages::{self, not_found};
use crate::routes::usage_export::{house_csv, usage_csv, usage_json};
use crate::state::AppState;
use axum::Router;
use axum::routing::{MethodRouter, get, post};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tollgate_app::App;

/// Routes that look at who asks. The hydrated pages and the server functions (`/api/fn/…`) join them.
fn people_routes() -> impl Iterator<Item = (&'static str, MethodRouter<AppState>)> {
    let own = [
        ("/api/answers/{answer}/events", get(answer_events)),
        ("/api/admin/calls.csv", get(house_csv)),
        ("/api/usage.csv", get(usage_csv)),
        ("/api/usage.json", get(usage_json)),
        ("/api/export", get(download)),
    ];
    own.into_iter().chain(drawn::routes())
}

/// Routes for programs, in OpenAI's words.
fn program_routes() -> [(&'static str, MethodRouter<AppState>); 5] {
    [
        ("/v1/chat/completions", post(chat_completions)),
        ("/v1/embeddings", post(embeddings)),
        ("/v1/models", get(models)),
        ("/v1/models/{*name}", get(model)),
        ("/v1/moderations", post(moderations)),
    ]
}

/// Routes that do not ask who is signed in.
fn public_routes() -> [(&'static str, MethodRouter<AppState>); 6] {
    [
        ("/assets/{file}", get(asset)),
        ("/favicon.svg", get(favicon)),
        ("/robots.txt", get(robots)),
        ("/healthz", get(healthz)),
        ("/readyz", get(readyz)),
        ("/metrics", get(metrics)),
    ]
}

/// The whole program as one service.
pub(crate) fn router(state: AppState) -> Router {
    let people = people_routes()
        .fold(Router::new(), |router, (path, handler)| {
            router.route(path, handler)
        })
        .leptos_routes_with_context(
            &state,
            generate_route_list(App),
            pages::context(&state),
            pages::document(&state),
        )
        .fallback(not_found);
    let public = public_routes()
        .into_iter()
        .fold(Router::new(), |router, (path, handler)| {
            router.route(path, handler)
        });
    let programs = program_routes()
        .into_iter()
        .fold(Router::new(), |router, (path, handler)| {
            router.route(path, handler)
        });
    let all = in_time(around_people(people, &state).merge(public))
        .merge(around_programs(programs, &state));
    around_all(all, &state).with_state(state)
}

/// The address of every route, for the test that knows who may call it.
pub fn paths() -> Vec<String> {
    let own = people_routes()
        .chain(public_routes())
        .chain(program_routes())
        .map(|(path, _)| path.to_owned());
    let pages = generate_route_list(App)
        .into_iter()
        .map(|page| page.path().to_owned());
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned());
    let mut paths: Vec<_> = own.chain(pages).chain(functions).collect();
    paths.sort();
    paths.dedup();
    paths
}
