//! Where the keyboard stands.

use leptos::html::Form;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Moves the focus to the first field that is wrong, once the page has drawn the error.
pub fn focus_first_error(form: NodeRef<Form>) {
    request_animation_frame(move || {
        let field = form
            .get_untracked()
            .and_then(|form| form.query_selector("[aria-invalid=true]").ok().flatten())
            .and_then(|field| field.dyn_into::<HtmlElement>().ok());
        if let Some(field) = field {
            // A field that cannot take the focus leaves it where it is.
            let _ = field.focus();
        }
    });
}
