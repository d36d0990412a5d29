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
}
