//! Sending people elsewhere: a real redirect for a page or a plain form, a hint for the browser's half.

use crate::shared::lib::next::sign_in_for;
use http::{Method, header, request};
use leptos::prelude::use_context;

/// Answers with a redirect to a path of this site.
pub fn redirect(path: &str) {
    leptos_axum::redirect(path);
}

/// To the sign-in page, and from there back to where the person was.
pub(super) fn to_sign_in() {
    let here = use_context::<request::Parts>().and_then(|request| page_of(&request));
    redirect(&sign_in_for(here.as_deref()));
}

/// The page that is being drawn, or on which the form or script stands that asked.
fn page_of(request: &request::Parts) -> Option<String> {
    if request.method == Method::GET {
        return request.uri.path_and_query().map(ToString::to_string);
    }
    let referer = request.headers.get(header::REFERER)?.to_str().ok()?;
    let page: http::Uri = referer.parse().ok()?;
    page.path_and_query().map(ToString::to_string)
}
