//! The sidebar. As a drawer it is a native popover: the bar's button opens it, Escape, the scrim and a
//! choice close it. Wide screens show it whether it is open or not.

use super::account_menu::AccountMenu;
use super::chat_groups::{ChatGroups, FoundChats};
use crate::features::search_chats::SearchBox;
use crate::shared::routes;
use crate::shared::ui::dialog::About;
use crate::shared::ui::icon::Icon;
use crate::shared::ui::mark::Logo;
use crate::shared::ui::menu::close_menu;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use tollgate::types::{ChatId, ChatSummary};
use web_sys::HtmlElement;

/// The popover's id, for the button that opens it.
pub const DRAWER: &str = "sidebar";

#[component]
pub fn Sidebar(
    /// The chat that is open.
    #[prop(into)]
    current: Signal<Option<ChatId>>,
    rename: About<ChatSummary>,
    delete: About<ChatSummary>,
) -> impl IntoView {
    let words = RwSignal::new(String::new());
    let searching = Memo::new(move |_| words.with(|words| !words.is_empty()));
    let chats = move || match searching.get() {
        true => view! { <FoundChats words current rename delete /> }.into_any(),
        false => view! { <ChatGroups current rename delete /> }.into_any(),
    };
    view! {
        <aside class="sidebar" id=DRAWER popover="auto" aria-label="Chats">
            <div class="sidebar-head">
                <a class="sidebar-logo" href=routes::HOME aria-label="Tollgate, new chat">
                    <Logo />
                </a>
                <button
                    type="button"
                    class="btn quiet icon-only drawer-close"
                    aria-label="Close"
                    on:click=|_| close_menu(DRAWER)
                >
                    <Icon name="close" />
                </button>
            </div>
            <NewChat />
            <SearchBox words />
            <nav class="chat-list" aria-label="Chats" on:click=|_| close_drawer_on_choice()>
                {chats}
            </nav>
            <AccountMenu />
        </aside>
    }
    .into_any()
}

/// A link, so that it works before the script has come and opens in a new tab, too; read as a button.
#[component]
fn NewChat() -> impl IntoView {
    let on_keydown = |event: KeyboardEvent| {
        if event.key() == " " {
            event.prevent_default();
            event_target::<HtmlElement>(&event).click();
        }
    };
    view! {
        <a
            class="btn new-chat"
            role="button"
            href=routes::HOME
            on:click=|_| close_menu(DRAWER)
            on:keydown=on_keydown
        >
            <Icon name="plus" />
            <span>"New chat"</span>
            <kbd aria-hidden="true">"Ctrl J"</kbd>
        </a>
    }
    .into_any()
}

/// A chosen chat closes the drawer; a click beside one or into a row's menu does not.
fn close_drawer_on_choice() {
    let active = document().active_element();
    if active.is_some_and(|element| element.tag_name() == "A") {
        close_menu(DRAWER);
    }
}
