//! A menu or a list of choices that floats above the page: a native popover, opened by the button that
//! names it (`popovertarget`). Arrows, Home and End move; the browser does Escape and gives the focus back.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

#[component]
pub fn Menu(
    #[prop(into)] id: String,
    label: &'static str,
    /// `menu`, or `listbox` for choices.
    #[prop(default = "menu")]
    role: &'static str,
    children: Children,
) -> impl IntoView {
    let place = NodeRef::<leptos::html::Div>::new();
    let on_toggle = move |_| {
        if let Some(menu) = place.get_untracked()
            && menu.matches(":popover-open").unwrap_or_default()
        {
            focus_first(&menu);
        }
    };
    let on_keydown = move |event: KeyboardEvent| {
        if let Some(menu) = place.get_untracked()
            && move_focus(&menu, &event.key())
        {
            event.prevent_default();
        }
    };
    view! {
        <div
            node_ref=place
            class="menu"
            id=id
            popover="auto"
            role=role
            aria-label=label
            on:toggle=on_toggle
            on:keydown=on_keydown
        >
            {children()}
        </div>
    }
    .into_any()
}

/// Closes a menu of this page, as its items do. In the browser only.
pub fn close_menu(id: &str) {
    let menu = document()
        .get_element_by_id(id)
        .and_then(|menu| menu.dyn_into::<HtmlElement>().ok());
    if let Some(menu) = menu {
        // It fails only for a menu that is closed already.
        let _ = menu.hide_popover();
    }
}

fn items(menu: &Element) -> Vec<HtmlElement> {
    let Ok(found) = menu.query_selector_all("[role=menuitem], [role=option]") else {
        return Vec::new();
    };
    (0..found.length())
        .filter_map(|i| found.get(i)?.dyn_into().ok())
        .collect()
}

fn focus_first(menu: &Element) {
    let items = items(menu);
    let chosen = items
        .iter()
        .find(|item| item.get_attribute("aria-selected").as_deref() == Some("true"));
    if let Some(item) = chosen.or(items.first()) {
        // An item that cannot take the focus leaves it on the button.
        let _ = item.focus();
    }
}

/// Whether the key moved the focus.
fn move_focus(menu: &Element, key: &str) -> bool {
    let items = items(menu);
    let active = document().active_element();
    let at = items
        .iter()
        .position(|item| active.as_ref() == Some(item.as_ref()));
    match next(at, items.len(), key).and_then(|at| items.get(at)) {
        Some(item) => item.focus().is_ok(),
        None => false,
    }
}

/// The item to go to from `at` among `count`, round at the ends.
fn next(at: Option<usize>, count: usize, key: &str) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match key {
        "ArrowDown" => Some(at.map_or(0, |at| if at == last { 0 } else { at + 1 })),
        "ArrowUp" => Some(at.map_or(last, |at| if at == 0 { last } else { at - 1 })),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_round() {
        assert_eq!(next(None, 3, "ArrowDown"), Some(0));
        assert_eq!(next(Some(2), 3, "ArrowDown"), Some(0));
        assert_eq!(next(Some(0), 3, "ArrowUp"), Some(2));
        assert_eq!(next(Some(1), 3, "End"), Some(2));
        assert_eq!(next(Some(1), 3, "a"), None);
        assert_eq!(next(None, 0, "Home"), None);
    }
}
