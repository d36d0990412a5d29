//! One chat of the list: its title leads to it, the button beside it holds what can be done.

use crate::shared::routes;
use crate::shared::ui::dialog::About;
use crate::shared::ui::icon::Icon;
use crate::shared::ui::menu::{Menu, close_menu};
use leptos::prelude::*;
use tollgate::types::{ChatId, ChatSummary};

#[component]
pub fn ChatRow(
    chat: ChatSummary,
    current: Signal<Option<ChatId>>,
    rename: About<ChatSummary>,
    delete: About<ChatSummary>,
) -> impl IntoView {
    let id = chat.id;
    let menu = format!("menu-{id}");
    let is_current = move || (current.get() == Some(id)).then_some("page");
    let more = format!("More for {}", chat.title);
    view! {
        <li class="chat-row">
            <a href=routes::chat(id) aria-current=is_current dir="auto">
                {chat.title.clone()}
            </a>
            <button
                type="button"
                class="btn quiet small icon-only"
                aria-label=more
                popovertarget=menu.clone()
            >
                <Icon name="more" />
            </button>
            <RowMenu id=menu chat rename delete />
        </li>
    }
    .into_any()
}

#[component]
fn RowMenu(
    id: String,
    chat: ChatSummary,
    rename: About<ChatSummary>,
    delete: About<ChatSummary>,
) -> impl IntoView {
    let (menu, chat) = (StoredValue::new(id.clone()), StoredValue::new(chat));
    let on_rename = move |_| {
        menu.with_value(|menu| close_menu(menu));
        rename.open(chat.get_value());
    };
    let on_delete = move |_| {
        menu.with_value(|menu| close_menu(menu));
        delete.open(chat.get_value());
    };
    view! {
        <Menu id=id label="Chat">
            <button type="button" class="menu-item" role="menuitem" tabindex="-1" on:click=on_rename>
                <Icon name="edit" />
                "Rename"
            </button>
            <button type="button" class="menu-item danger" role="menuitem" tabindex="-1" on:click=on_delete>
                <Icon name="trash" />
                "Delete"
            </button>
        </Menu>
    }
    .into_any()
}
