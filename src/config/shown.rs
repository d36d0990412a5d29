//! Addresses as they may be shown: keys and passwords stand in their user info and in their query.

/// The address without who signs in there, its query and its fragment.
pub fn shown_url(text: &str) -> String {
    let Ok(url) = url::Url::parse(text) else {
        // Not to be taken apart, so what could hold a secret is not shown at all.
        let is_plain = !text.contains(['@', '?', '#']);
        return if is_plain { text } else { "…" }.to_owned();
    };
    let Some(host) = url.host_str() else {
        // `sqlite:` and a path.
        let path = url.path();
        let path = if path.contains('@') && url.scheme() != "sqlite" {
            "…"
        } else {
            path
        };
        let rest = rest(&url);
        return format!("{}:{path}{rest}", url.scheme());
    };
    let has_user = !url.username().is_empty() || url.password().is_some();
    let user = if has_user { "…@" } else { "" };
    let port = url.port().map(|port| format!(":{port}"));
    // As it was written: where there is none, one is not added.
    let path = match url.path() {
        "/" if !text.ends_with('/') => "",
        path => path,
    };
    format!(
        "{}://{user}{host}{}{path}{}",
        url.scheme(),
        port.unwrap_or_default(),
        rest(&url)
    )
}

fn rest(url: &url::Url) -> &'static str {
    match (url.query(), url.fragment()) {
        (None, None) => "",
        (Some(_), _) => "?…",
        (None, Some(_)) => "#…",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_secret_of_an_address_is_not_shown() {
        for (text, shown) in [
            ("https://example.org/v1", "https://example.org/v1"),
            ("http://127.0.0.1:9", "http://127.0.0.1:9"),
            ("http://[::1]:9/", "http://[::1]:9/"),
            (
                "https://ada:s3cret@example.org:8443/v1",
                "https://…@example.org:8443/v1",
            ),
            ("https://s3cret@example.org/v1", "https://…@example.org/v1"),
            (
                "https://example.org/v1?key=s3cret",
                "https://example.org/v1?…",
            ),
            ("https://example.org/v1#s3cret", "https://example.org/v1#…"),
            ("ftp://s3cret@example.org", "ftp://…@example.org"),
            ("http://ada:s3/cret@example.org", "…"),
            ("chat?key=s3cret", "…"),
            ("chat", "chat"),
            (
                "sqlite:/home/a@b/tollgate.db",
                "sqlite:/home/a@b/tollgate.db",
            ),
            ("sqlite:data/t.db?key=s3cret", "sqlite:data/t.db?…"),
            ("mailto:s3cret@example.org", "mailto:…"),
        ] {
            assert_eq!(shown_url(text), shown);
        }
    }
}
