//! The browser's files, in the most compressed form that it takes. Their names carry their hash, so that they
//! may be kept for ever.

use crate::refusal::Refusal;
use crate::site::Form;
use crate::state::AppState;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fmt::Write as _;
use tollgate::Error;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";

const FAVICON: &[u8] = include_bytes!("../../../public/favicon.svg");
const ROBOTS: &[u8] = include_bytes!("../../../public/robots.txt");

/// Encodings as HTTP names them and as the files end, best first.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

pub(crate) async fn asset(
    State(state): State<AppState>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    if !state.site.is_hashed(&file) {
        return Err(Error::NotFound.into());
    }
    let (encoding, form) = ENCODINGS
        .iter()
        .filter(|(name, _)| accepts(&headers, name))
        .find_map(|(name, ending)| Some((Some(*name), state.site.form(&file, Some(ending))?)))
        .or_else(|| Some((None, state.site.form(&file, None)?)))
        .ok_or(Error::NotFound)?;
    let mut response = send(&headers, content_type(&file), FOR_EVER, form);
    let sent = response.headers_mut();
    sent.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        sent.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

pub(crate) async fn favicon(headers: HeaderMap) -> Response {
    send(&headers, "image/svg+xml", A_DAY, fixed(FAVICON))
}

pub(crate) async fn robots(headers: HeaderMap) -> Response {
    send(&headers, "text/plain; charset=utf-8", A_DAY, fixed(ROBOTS))
}

fn fixed(bytes: &'static [u8]) -> Form {
    Form::of(Bytes::from_static(bytes))
}

fn send(asked: &HeaderMap, content_type: &'static str, keep: &'static str, form: Form) -> Response {
    let etag = etag(&form.hash);
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    let known = known.is_some_and(|known| {
        known
            .split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == etag || tag == "*")
    });
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(form.bytes).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    response
}

fn etag(hash: &[u8; 32]) -> String {
    let mut tag = String::from("\"");
    for byte in &hash[..16] {
        // Writing to a string cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag + "\""
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// Whether `Accept-Encoding` names the encoding with more than nothing; what it says by name goes before `*`.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let listed = headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok());
    let weight_of = |name: &str| {
        listed?.split(',').find_map(|part| {
            let (coding, weight) = part.split_once(';').unwrap_or((part, "q=1"));
            let weight = weight
                .trim()
                .strip_prefix("q=")
                .and_then(|q| q.trim().parse::<f32>().ok());
            coding
                .trim()
                .eq_ignore_ascii_case(name)
                .then(|| weight.unwrap_or(0.0))
        })
    };
    weight_of(encoding)
        .or_else(|| weight_of("*"))
        .unwrap_or(0.0)
        > 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoding_is_used_only_if_the_browser_takes_it() {
        for (accept, br, gzip) in [
            ("gzip, deflate, br", true, true),
            ("br;q=0, gzip;q=0.5", false, true),
            ("*", true, true),
            ("*;q=0.3, br;q=0", false, true),
            ("identity", false, false),
            ("BR ; q=0.1", true, false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
            assert_eq!(accepts(&headers, "br"), br, "{accept}");
            assert_eq!(accepts(&headers, "gzip"), gzip, "{accept}");
        }
        assert!(!accepts(&HeaderMap::new(), "br"));
    }
}
