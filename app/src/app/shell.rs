//! The document around every page. The server alone draws it; the browser starts at `<App/>`.

use super::App;
use crate::shared::ui::icon::Sprite;
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;

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
    fn start_script(&self) -> String {
        let Self { js, wasm, .. } = self;
        format!(
            "import start, {{ hydrate }} from {js:?}; await start({{ module_or_path: {wasm:?} }}); hydrate();"
        )
    }
}

pub fn shell(assets: Option<Assets>) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                {assets.map(links)}
                <MetaTags/>
            </head>
            <body>
                <App/>
                // After the app: hydration walks the body from its first child.
                <Sprite/>
            </body>
        </html>
    }
}

fn links(assets: Assets) -> impl IntoView {
    let script = assets.start_script();
    view! {
        <link rel="stylesheet" href=assets.css/>
        <link rel="modulepreload" href=assets.js/>
        <link rel="preload" href=assets.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script type="module" nonce=use_nonce()>{script}</script>
    }
}
