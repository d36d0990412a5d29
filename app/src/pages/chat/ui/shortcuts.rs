//! Keys that work anywhere on the page.

use crate::features::search_chats::SEARCH_BOX;
use leptos::ev::{KeyboardEvent, keydown};
use leptos::prelude::*;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Ctrl/⌘ J begins a chat, Ctrl/⌘ K goes to the search.
pub fn shortcuts(new_chat: impl Fn() + 'static) {
    listen(move |event| {
        if !(event.ctrl_key() || event.meta_key()) || event.shift_key() || event.alt_key() {
            return;
        }
        match event.key().as_str() {
            "j" => {
                event.prevent_default();
                new_chat();
            }
            "k" => {
                event.prevent_default();
                focus(SEARCH_BOX);
            }
            _ => {}
        }
    });
}

/// Escape, unless something that floats takes it to close itself.
pub fn on_escape(act: impl Fn() + 'static) {
    listen(move |event| {
        if event.key() == "Escape" && !something_floats() {
            act();
        }
    });
}

fn something_floats() -> bool {
    let open = document().query_selector("dialog[open], [popover]:popover-open");
    open.is_ok_and(|open| open.is_some())
}

fn focus(id: &str) {
    let field = document()
        .get_element_by_id(id)
        .and_then(|field| field.dyn_into::<HtmlElement>().ok());
    if let Some(field) = field {
        // A field that is not drawn, as in a closed drawer, cannot take the focus.
        let _ = field.focus();
    }
}

/// Listens as long as the calling component is shown, in the browser only.
fn listen(act: impl Fn(KeyboardEvent) + 'static) {
    let act = Rc::new(act);
    Effect::new(move || {
        let act = Rc::clone(&act);
        let handle = window_event_listener(keydown, move |event| act(event));
        on_cleanup(move || handle.remove());
    });
}
