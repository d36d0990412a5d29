//! A plain form that was refused leads back to its page. What was typed and what was wrong wait for it in the
//! session, not in the address, where it would be read by whoever looks over a shoulder or at a log.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use leptos::server_fn::error::FromServerFnError;
use tollgate_app::shared::api::AppError;
use tollgate_app::shared::server::{LastForm, is_anybodys};
use tower_sessions::Session;
use url::Url;

pub(super) async fn keep(request: Request, next: Next) -> Response {
    let session = request.extensions().get::<Session>().cloned();
    let Some(session) = session.filter(|_| is_plain_form(&request)) else {
        return next.run(request).await;
    };
    let action = request.uri().path().to_owned();
    let (head, body) = request.into_parts();
    let request = Request::from_parts(head.clone(), body);
    let body = match Bytes::from_request(request, &()).await {
        Ok(body) => body,
        Err(refused) => return refused.into_response(),
    };
    let request = Request::from_parts(head, Body::from(body.clone()));
    let mut response = next.run(request).await;
    // Who is not signed in has no session, and gets none for a mistake: there the address carries the error.
    if let Some((page, error)) = refused(&response)
        && matches!(is_anybodys(&session).await, Ok(true))
    {
        let last = LastForm::refused(&action, error, &body);
        match last.keep(&session).await {
            Ok(()) => drop(response.headers_mut().insert(header::LOCATION, page)),
            Err(error) => tracing::error!(%error, "a refused form could not be kept"),
        }
    }
    tidy(&mut response);
    response
}

/// Server functions leave the question mark of an empty query behind.
fn tidy(response: &mut Response) {
    let led_to = response.headers().get(header::LOCATION);
    let page = led_to.and_then(|page| page.to_str().ok()?.strip_suffix('?'));
    if let Some(page) = page.and_then(|page| HeaderValue::try_from(page).ok()) {
        response.headers_mut().insert(header::LOCATION, page);
    }
}

/// A form that a browser sends by itself, without a script.
fn is_plain_form(request: &Request) -> bool {
    request.method() == Method::POST
        && says(request.headers(), &header::ACCEPT, "text/html")
        && says(
            request.headers(),
            &header::CONTENT_TYPE,
            "application/x-www-form-urlencoded",
        )
}

fn says(headers: &HeaderMap, name: &header::HeaderName, what: &str) -> bool {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.is_some_and(|value| value.contains(what))
}

/// The page to which a refused form leads back, and what was wrong, as server functions put both into an address.
fn refused(response: &Response) -> Option<(HeaderValue, AppError)> {
    let mut page = Url::parse(response.headers().get(header::LOCATION)?.to_str().ok()?).ok()?;
    let (said, kept): (Vec<_>, Vec<_>) = page
        .query_pairs()
        .into_owned()
        .partition(|(name, _)| matches!(name.as_str(), "__err" | "__path"));
    let (_, error) = said.into_iter().find(|(name, _)| name == "__err")?;
    let error = AppError::de(URL_SAFE.decode(error).ok()?.into());
    page.set_query(None);
    if !kept.is_empty() {
        page.query_pairs_mut().extend_pairs(kept);
    }
    let page = HeaderValue::try_from(String::from(page)).ok()?;
    Some((page, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use leptos::server_fn::error::ServerFnUrlError;

    fn led_to(page: &str) -> Response {
        let mut response = Response::default();
        let page = HeaderValue::try_from(page).unwrap();
        response.headers_mut().insert(header::LOCATION, page);
        response
    }

    #[test]
    fn the_error_leaves_the_address() {
        let error = AppError::new("invalid", "A name has 1 to 40 characters.");
        let url = ServerFnUrlError::new("/api/fn/set_tier", error.clone());
        for page in [
            "http://localhost:3000/admin/tiers",
            "http://localhost/admin/tiers?tier=7&a=b",
        ] {
            let (back, found) = refused(&led_to(url.to_url(page).unwrap().as_str())).unwrap();
            assert_eq!((back.to_str().unwrap(), &found), (page, &error));
        }
    }

    #[test]
    fn what_was_done_is_no_refusal() {
        assert!(refused(&led_to("http://localhost:3000/admin/tiers")).is_none());
        assert!(refused(&led_to("/sign-in")).is_none());
        assert!(refused(&Response::default()).is_none());
    }
}
