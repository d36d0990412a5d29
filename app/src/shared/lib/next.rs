//! Where to go after signing in. The address comes from the query, so it may only name a page of ours.

use crate::shared::routes;

/// The path if it stays on this site, else the start page.
///
/// Browsers read `//host`, `/\host` and the same with tabs or line breaks in between as another site.
pub fn local_path(next: Option<&str>) -> &str {
    let next = next.unwrap_or(routes::HOME);
    let leaves = next.starts_with("//")
        || next.contains('\\')
        || next.contains(|c: char| c.is_control() || c.is_whitespace());
    if next.starts_with('/') && next.is_ascii() && !leaves {
        next
    } else {
        routes::HOME
    }
}

/// The sign-in page that leads to `here` afterwards.
pub fn sign_in_for(here: Option<&str>) -> String {
    match local_path(here) {
        routes::HOME => routes::SIGN_IN.to_owned(),
        next => format!("{}?next={}", routes::SIGN_IN, encoded(next)),
    }
}

/// Percent-encodes what has a meaning in a query.
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => {
                out.push(char::from(byte))
            }
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in ["/", "/c/0192", "/settings?tab=look", "/a/b//c"] {
            assert_eq!(local_path(Some(good)), good);
        }
        for bad in [
            "",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "settings",
            "/ä",
            "/a\r\nSet-Cookie:x",
        ] {
            assert_eq!(local_path(Some(bad)), "/", "{bad:?}");
        }
        assert_eq!(local_path(None), "/");
    }

    #[test]
    fn the_way_back_is_one_value_of_the_query() {
        assert_eq!(sign_in_for(Some("/")), "/sign-in");
        assert_eq!(
            sign_in_for(Some("/settings?a=b&c")),
            "/sign-in?next=/settings%3Fa%3Db%26c"
        );
        assert_eq!(sign_in_for(Some("//evil.example")), "/sign-in");
    }
}
