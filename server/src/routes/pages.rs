//! The pages of the interface, drawn by the server.

use crate::layers::headers::page_policy;
use crate::refusal::{Form, Refusal};
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::nonce::use_nonce;
use leptos::prelude::{AnyView, IntoAny, provide_context, use_context};
use leptos_axum::ResponseOptions;
use tollgate::Error;
use tollgate_app::shared::server::provide_refusals;
use tollgate_app::shell;

/// What pages and server functions find in their context.
pub(crate) fn context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let tollgate = state.tollgate.clone();
    move || {
        provide_context(tollgate.clone());
        provide_refusals();
        let (Some(response), Some(nonce)) = (use_context::<ResponseOptions>(), use_nonce()) else {
            return;
        };
        if let Ok(policy) = HeaderValue::try_from(page_policy(&nonce)) {
            response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
}

/// The document of every page.
pub(crate) fn document(state: &AppState) -> impl Fn() -> AnyView + Clone + Send + Sync + 'static {
    let state = state.clone();
    move || shell(state.site.assets()).into_any()
}

/// An address that leads nowhere: to a person the page that says so, to a program the error.
pub(crate) async fn not_found(State(state): State<AppState>, request: Request) -> Response {
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD);
    let form = Form::asked_by(&request);
    if !is_page || request.uri().path().starts_with("/api/") || form == Form::OpenAi {
        let refusal = Refusal::from(Error::NotFound);
        // Who sends something is a script, whatever it says to accept.
        return match form {
            Form::OpenAi => refusal.in_form(form).into_response(),
            Form::Page | Form::Json => refusal.into_response(),
        };
    }
    let draw = leptos_axum::render_app_async_with_context(context(&state), document(&state));
    let mut response = draw(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}
