//! The document around every page. The server alone draws it; the browser starts at `<App/>`.

use super::App;
use crate::shared::routes;
use crate::shared::ui::icon::Sprite;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use leptos_router::location::RequestUrl;
use tollgate::types::Theme;

/// The addresses of the hashed files, as the server's manifest names them. A program that was built without
/// them serves pages without script and style.
#[derive(Clone, Debug)]
pub struct Assets {
    pub css: String,
    pub js: String,
    pub wasm: String,
}

impl Assets {
    /// Starts the browser's half. The only script of ours that stands in the page, so it carries the nonce.
    fn start_script(&self, at: Start) -> String {
        let Self { js, wasm, .. } = self;
        match at {
            Start::Once => format!(
                "import start, {{ hydrate }} from {js:?}; await start({{ module_or_path: {wasm:?} }}); hydrate();"
            ),
            Start::AtTouch => format!(
                "const script = {js:?}, wasm = {wasm:?};\n{}",
                include_str!("start_at_touch.js")
            ),
        }
    }
}

/// When the browser's half is loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Start {
    Once,
    /// At the first key or pointer: who only looks at a door transfers a page and its styles.
    AtTouch,
}

impl Start {
    /// `url` is what was asked for, path and query.
    fn of(url: &str) -> Self {
        let path = url.split('?').next().unwrap_or_default();
        match routes::is_door(path) {
            true => Self::AtTouch,
            false => Self::Once,
        }
    }

    fn now() -> Self {
        Self::of(use_context::<RequestUrl>().unwrap_or_default().as_ref())
    }
}

/// The document of pages that the browser brings to life.
pub fn shell(assets: Option<Assets>) -> impl IntoView {
    document(assets.map(links).into_any(), view! { <App/> }.into_any())
}

pub(super) fn document(links: AnyView, body: AnyView) -> impl IntoView {
    let theme = theme_of_request();
    let scheme = theme.unwrap_or("light dark");
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=scheme/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                {links}
                <MetaTags/>
            </head>
            <body>
                {body}
                // After the app: hydration walks the body from its first child.
                <Sprite/>
            </body>
        </html>
    }
}

/// As whoever asks has chosen; the router puts it beside the request. `None` follows the system.
fn theme_of_request() -> Option<&'static str> {
    let request = use_context::<http::request::Parts>()?;
    match request.extensions.get::<Theme>()? {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    }
}

fn links(assets: Assets) -> impl IntoView {
    let start = Start::now();
    let script = assets.start_script(start);
    let preload = (start == Start::Once).then(|| {
        view! {
            <link rel="modulepreload" href=assets.js/>
            <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        }
    });
    view! {
        <link rel="stylesheet" href=assets.css/>
        {preload}
        <script type="module" nonce=use_nonce()>{script}</script>
    }
}

#[cfg(test)]
mod tests {
    use super::{Assets, Start};

    #[test]
    fn only_doors_wait_for_a_touch() {
        for door in ["/sign-in", "/sign-in?next=/c/1", "/join/secret"] {
            assert_eq!(Start::of(door), Start::AtTouch, "{door}");
        }
        for house in [
            "/",
            "/c/1",
            "/settings?from=/sign-in",
            "/admin/people",
            "/sign-inn",
        ] {
            assert_eq!(Start::of(house), Start::Once, "{house}");
        }
    }

    #[test]
    fn every_start_names_both_files() {
        let assets = Assets {
            css: "/a.css".into(),
            js: "/a.js".into(),
            wasm: "/a.wasm".into(),
        };
        for start in [Start::Once, Start::AtTouch] {
            let script = assets.start_script(start);
            assert!(script.contains("\"/a.js\"") && script.contains("\"/a.wasm\""));
        }
    }
}
