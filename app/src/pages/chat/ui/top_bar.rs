//! The bar: the title, the model, and what can be done with the chat as a whole.

use super::super::model::actions::Actions;
use super::chat_page::Page;
use crate::features::chat_settings::open_settings;
use crate::features::choose_llm::LlmPicker;
use crate::shared::ui::icon::Icon;
use crate::shared::ui::menu::{Menu, close_menu};
use crate::widgets::sidebar::DRAWER;
use leptos::prelude::*;
use tollgate::types::{ChatSettings, LlmName};

const MENU: &str = "chat-menu";

#[component]
pub fn TopBar(page: Page, actions: Actions) -> impl IntoView {
    let conversation = actions.conversation;
    let stored = Memo::new(move |_| conversation.chat.with(Option::is_some));
    let rename = move |_| {
        if let Some(chat) = untrack(|| conversation.summary()) {
            page.rename.open(chat);
        }
    };
    view! {
        <header class="top-bar">
            <button
                type="button"
                class="btn quiet icon-only drawer-open"
                aria-label="Chats"
                popovertarget=DRAWER
            >
                <Icon name="menu" />
            </button>
            <h1 dir="auto">{conversation.title}</h1>
            <Show when=move || stored.get()>
                <button
                    type="button"
                    class="btn quiet small icon-only"
                    aria-label="Rename chat"
                    title="Rename chat"
                    on:click=rename
                >
                    <Icon name="edit" />
                </button>
            </Show>
            <div class="top-bar-end">
                <Picker id="llm-in-bar" actions />
                <ChatMenu page actions stored />
            </div>
        </header>
    }
    .into_any()
}

/// The model picker of the conversation. It stands twice: here, and in the composer of small screens.
#[component]
pub fn Picker(id: &'static str, actions: Actions) -> impl IntoView {
    let conversation = actions.conversation;
    let chosen =
        Signal::derive(move || conversation.settings.with(|settings| settings.llm.clone()));
    let on_choose = Callback::new(move |llm: LlmName| {
        let settings = conversation.settings.get_untracked();
        actions.set_settings(ChatSettings { llm, ..settings });
    });
    view! {
        <div class=id>
            <LlmPicker id llms=conversation.llms chosen on_choose />
        </div>
    }
    .into_any()
}

#[component]
fn ChatMenu(page: Page, actions: Actions, stored: Memo<bool>) -> impl IntoView {
    let settings = move |_| {
        close_menu(MENU);
        open_settings();
    };
    let delete = move |_| {
        close_menu(MENU);
        if let Some(chat) = untrack(|| actions.conversation.summary()) {
            page.delete.open(chat);
        }
    };
    view! {
        <button
            type="button"
            class="btn quiet icon-only"
            aria-label="Chat menu"
            title="Chat menu"
            popovertarget=MENU
        >
            <Icon name="more" />
        </button>
        <Menu id=MENU label="Chat menu">
            <button type="button" class="menu-item" role="menuitem" tabindex="-1" on:click=settings>
                <Icon name="tune" />
                "Chat settings"
            </button>
            <Show when=move || stored.get()>
                <button type="button" class="menu-item danger" role="menuitem" tabindex="-1" on:click=delete>
                    <Icon name="trash" />
                    "Delete chat"
                </button>
            </Show>
        </Menu>
    }
    .into_any()
}
