//! What the browser loads: it takes over the page that the server drew, and nothing else.

use leptos::prelude::window;
use leptos::server_fn::redirect::set_redirect_hook;
use tollgate_app::App;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's start script once the module is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // Before the router sets one of its own: where the server leads may be a page that it draws alone. Whoever is
    // first stays.
    let _ = set_redirect_hook(|to| {
        // A page that cannot be left is one that is being left.
        let _ = window().location().set_href(to);
    });
    leptos::mount::hydrate_body(App);
}
