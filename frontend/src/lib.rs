//! What the browser loads: it takes over the page that the server drew, and nothing else.

use tollgate_app::App;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's start script once the module is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(App);
}
