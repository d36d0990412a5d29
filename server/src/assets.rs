//! The files that browsers load, inside the binary. Their names carry a hash of their content, so they are
//! cached for ever; compressed forms were made once, when the front end was bundled.

use axum::body::Body;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use rust_embed::{Embed, EmbeddedFile};
use std::fmt::Write;
use tollgate_app::Assets;

#[derive(Embed)]
#[folder = "../dist/site"]
#[allow_missing = true]
struct Site;

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_DAY: &str = "public, max-age=86400";

/// The addresses of the hashed files. Without a bundle (a build of the server alone) they lead nowhere:
/// pages can be read and forms work, and the log says so.
pub fn assets() -> Assets {
    let manifest = Site::get("manifest.json");
    let manifest =
        manifest.and_then(|file| serde_json::from_slice::<serde_json::Value>(&file.data).ok());
    if manifest.is_none() {
        tracing::warn!(
            "the front end is not in this build: pages have no style and no script; `make build` bundles it"
        );
    }
    let address = |key: &str| {
        let file = manifest
            .as_ref()
            .and_then(|manifest| manifest[key]["file"].as_str());
        format!("/assets/{}", file.unwrap_or(key))
    };
    Assets {
        css: address("main.css"),
        js: address("tollgate.js"),
        wasm: address("tollgate_bg.wasm"),
    }
}

/// `/assets/{file}`: one file in the smallest form that the browser reads.
pub async fn serve(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let named_by_content = name.contains('.') && name != "manifest.json";
    if !named_by_content || is_packed(&name) {
        return StatusCode::NOT_FOUND.into_response();
    }
    file(&name, FOR_EVER, &headers)
}

pub async fn favicon(headers: HeaderMap) -> Response {
    file("favicon.svg", A_DAY, &headers)
}

pub async fn robots(headers: HeaderMap) -> Response {
    file("robots.txt", A_DAY, &headers)
}

fn is_packed(name: &str) -> bool {
    name.ends_with(".br") || name.ends_with(".gz")
}

fn file(name: &str, cache: &'static str, headers: &HeaderMap) -> Response {
    let Some((found, encoding)) = smallest(name, headers) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = tag(&found);
    let known = headers
        .get(IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(found.data.into_owned()).into_response()
    };
    let out = response.headers_mut();
    out.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    out.insert(VARY, HeaderValue::from_static("accept-encoding"));
    let mime = mime_guess::from_path(name).first_or_octet_stream();
    if let (Ok(kind), Ok(tag)) = (mime.as_ref().parse(), tag.parse()) {
        out.insert(CONTENT_TYPE, kind);
        out.insert(ETAG, tag);
    }
    if let Some(encoding) = encoding {
        out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn smallest(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = headers
        .get(ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(accepted, encoding)
            && let Some(file) = Site::get(&format!("{name}.{ending}"))
        {
            return Some((file, Some(encoding)));
        }
    }
    Site::get(name).map(|file| (file, None))
}

/// Whether an `Accept-Encoding` names this encoding with a quality above zero.
fn accepts(header: &str, encoding: &str) -> bool {
    header.split(',').any(|part| {
        let mut parts = part.split(';').map(str::trim);
        let named = parts
            .next()
            .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        let quality = parts.find_map(|part| part.strip_prefix("q="));
        named
            && quality
                .is_none_or(|quality| quality.parse::<f32>().is_ok_and(|quality| quality > 0.0))
    })
}

/// Strong, and of the very bytes that are sent, so each encoding has its own.
fn tag(file: &EmbeddedFile) -> String {
    file.metadata.sha256_hash()[..12]
        .iter()
        .fold(String::from("\""), |mut tag, byte| {
            let _ = write!(tag, "{byte:02x}");
            tag
        })
        + "\""
}

#[cfg(test)]
mod tests {
    use super::accepts;

    #[test]
    fn an_encoding_counts_unless_its_quality_is_zero() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("brotli", "br"));
    }
}
