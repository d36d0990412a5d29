//! The field above the list. It asks once the typing has paused.

use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(200);
/// So that a shortcut finds it.
pub const SEARCH_BOX: &str = "search-chats";

#[component]
pub fn SearchBox(
    /// What is searched for; empty: nothing.
    words: RwSignal<String>,
) -> impl IntoView {
    let typed = StoredValue::new(0u32);
    let on_input = move |event| {
        let value = event_target_value(&event);
        let number = typed.get_value() + 1;
        typed.set_value(number);
        set_timeout(
            move || {
                if typed.try_get_value() == Some(number) {
                    words.set(value.trim().to_string());
                }
            },
            PAUSE,
        );
    };
    view! {
        <div class="search-box">
            <Icon name="search" />
            <input
                id=SEARCH_BOX
                class="input"
                type="search"
                aria-label="Search chats"
                placeholder="Search chats"
                autocomplete="off"
                on:input=on_input
            />
        </div>
    }
    .into_any()
}
