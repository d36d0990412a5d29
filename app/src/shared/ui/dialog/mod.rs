//! A modal `<dialog>`. Buttons open and close it by its id (`command="show-modal"`, `commandfor`), which
//! browsers do themselves; [`show`] and [`close`] are for code.

mod about;

pub use about::About;

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

#[component]
pub fn Dialog(
    #[prop(into)] id: String,
    #[prop(into)] title: Signal<String>,
    /// Body and foot: `<div class="dialog-body">`, `<footer class="dialog-foot">`.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    view! {
        <dialog class="dialog" id=id aria-labelledby=title_id closedby="any">
            <header class="dialog-head">
                <h2 id=title_id.clone()>{title}</h2>
                <button type="button" class="btn quiet icon-only small" aria-label="Close" command="close" commandfor=id.clone()>
                    <Icon name="close"/>
                </button>
            </header>
            {children()}
        </dialog>
    }
    .into_any()
}

fn find(id: &str) -> Option<HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Opens a dialog of this page. In the browser only.
pub fn show(id: &str) {
    if let Some(dialog) = find(id).filter(|dialog| !dialog.open()) {
        // It fails only for a dialog that has left the page.
        let _ = dialog.show_modal();
    }
}

/// Closes a dialog of this page. In the browser only.
pub fn close(id: &str) {
    if let Some(dialog) = find(id) {
        dialog.close();
    }
}
