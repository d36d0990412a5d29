//! The pages that the server draws alone, each with its address, and the document around them.

use super::shell::{Assets, document};
use super::title_of_page;
use crate::pages::{
    alerts, audit, design, enter_code, keys, models, moderation_log, overview, people, policies,
    providers, settings, sign_up, tiers, usage,
};
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::banner::{Banner, Tone};
use crate::widgets::frame::Frame;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use std::pin::Pin;
use tollgate::types::Account;

type Drawing = Pin<Box<dyn Future<Output = Result<Drawn, AppError>> + Send>>;

/// A page that the server draws alone.
#[derive(Clone, Copy)]
pub struct DrawnPage {
    /// As the router wants it: `/admin/people/{id}`.
    pub path: &'static str,
    /// Whether a form may be sent to the page itself, which keeps nothing of it.
    pub tries: bool,
    draw: fn(Place) -> Drawing,
    around: Around,
}

/// What stands around a page.
#[derive(Clone, Copy)]
enum Around {
    /// The frame with its navigation, for whoever is signed in.
    Frame,
    /// Nothing: it is in front of the house, and says itself who may see it.
    Nothing,
}

/// All of them.
pub fn drawn_pages() -> impl IntoIterator<Item = DrawnPage> {
    let page = |path, draw| DrawnPage {
        path,
        tries: false,
        draw,
        around: Around::Frame,
    };
    let door = |path, draw| DrawnPage {
        around: Around::Nothing,
        ..page(path, draw)
    };
    let policies = |path| page(path, |place| Box::pin(policies::draw(place)));
    let settings = |path| page(path, |place| Box::pin(settings::draw(place)));
    [
        door(routes::ENTER_CODE, |place| {
            Box::pin(enter_code::draw(place))
        }),
        DrawnPage {
            tries: true,
            ..door(routes::SIGN_UP, |place| Box::pin(sign_up::draw(place)))
        },
        settings(routes::SETTINGS),
        settings(routes::SECURITY),
        settings(routes::BUDGET),
        settings(routes::ALERT_CHANNELS),
        settings(routes::DATA),
        page(routes::ALERTS, |place| Box::pin(alerts::draw(place))),
        page(routes::KEYS, |place| Box::pin(keys::draw(place))),
        page("/keys/{key}", |place| Box::pin(keys::draw_one(place))),
        page(routes::AUDIT, |place| Box::pin(audit::draw(place))),
        page(routes::MODERATION_LOG, |place| {
            Box::pin(moderation_log::draw(place))
        }),
        DrawnPage {
            tries: true,
            ..policies(routes::POLICIES)
        },
        policies(routes::CACHE_POLICY),
        policies(routes::SIGN_UP_POLICY),
        policies(routes::BASE_LIMIT_POLICY),
        page(routes::MODELS, |place| Box::pin(models::draw(place))),
        page("/admin/models/{*name}", |place| {
            Box::pin(models::draw_model(place))
        }),
        page(routes::OVERVIEW, |place| Box::pin(overview::draw(place))),
        page(routes::PEOPLE, |place| Box::pin(people::draw(place))),
        page("/admin/people/{id}", |place| {
            Box::pin(people::draw_person(place))
        }),
        page(routes::PROVIDERS, |place| Box::pin(providers::draw(place))),
        page(routes::TIERS, |place| Box::pin(tiers::draw(place))),
        page(routes::USAGE, |place| Box::pin(usage::draw(place))),
        page(routes::CALL, |place| Box::pin(usage::draw_call(place))),
        page(routes::DESIGN, |place| Box::pin(design::draw(place))),
    ]
    .into_iter()
    .filter(|page| cfg!(debug_assertions) || page.path != routes::DESIGN)
}

impl DrawnPage {
    /// The whole document.
    pub fn document(self, assets: Option<Assets>, place: Place) -> impl IntoView {
        provide_meta_context();
        let body = view! {
            <Title formatter=title_of_page/>
            <Suspense>{Suspend::new(self.framed(place))}</Suspense>
        };
        document(assets.map(links).into_any(), body.into_any())
    }

    async fn framed(self, place: Place) -> AnyView {
        if let Around::Nothing = self.around {
            let drawn = (self.draw)(place).await;
            return drawn.map_or_else(failed, |drawn| drawn.body);
        }
        let path = place.path().to_owned();
        let caller = match server::caller().await {
            Ok(caller) => caller,
            // Only the status and the redirect are seen.
            Err(error) => return failed(error),
        };
        let drawn = (self.draw)(place).await;
        let unread = match server::tollgate() {
            Ok(tollgate) => tollgate.alerts.unread(&caller).await,
            Err(error) => Err(error),
        };
        // A page is worth more than the number beside its bell.
        let unread = unread.unwrap_or_default();
        framed(caller.account().clone(), path, unread, drawn)
    }
}

fn framed(account: Account, path: String, unread: u32, drawn: Result<Drawn, AppError>) -> AnyView {
    let drawn = drawn.unwrap_or_else(|error| Drawn::new("Not shown", failed(error)));
    view! {
        <Frame account path unread title=drawn.title refresh=drawn.refresh>{drawn.body}</Frame>
    }
    .into_any()
}

fn failed(error: AppError) -> AnyView {
    view! { <Banner tone=Tone::Danger text=error.message/> }.into_any()
}

/// Styles, and a few lines for what no form can do.
fn links(assets: Assets) -> impl IntoView {
    view! {
        <link rel="stylesheet" href=assets.css/>
        <script type="module" nonce=use_nonce()>{include_str!("drawn.js")}</script>
    }
}
