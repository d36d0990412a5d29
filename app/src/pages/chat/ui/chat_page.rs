//! The frame: the sidebar stays, the conversation beside it follows the address.

use super::super::model::visit::{Visit, chat_of, visit};
use super::open_chat::OpenChat;
use super::shortcuts::shortcuts;
use crate::entities::chat::{default_settings, open_chat, provide_chat_list};
use crate::entities::llm::list_llms;
use crate::features::delete_chat::DeleteDialog;
use crate::features::rename_chat::RenameDialog;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::dialog::About;
use crate::widgets::sidebar::Sidebar;
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::{use_location, use_navigate};
use tollgate::types::{ChatId, ChatSettings, ChatSummary, Llm};

/// What every part of the page may use.
#[derive(Clone, Copy)]
pub struct Page {
    /// The chat that the address names.
    pub current: Memo<Option<ChatId>>,
    /// The chat that this page began, so that its new address changes nothing.
    pub begun: StoredValue<Option<ChatId>>,
    pub rename: About<ChatSummary>,
    pub delete: About<ChatSummary>,
    /// The newest new title, for the conversation if it is open.
    pub renamed: RwSignal<Option<ChatSummary>>,
}

#[component]
pub fn ChatPage() -> impl IntoView {
    let path = use_location().pathname;
    let page = Page {
        current: Memo::new(move |_| path.with(|path| chat_of(path))),
        begun: StoredValue::new(None),
        rename: About::new("rename-chat"),
        delete: About::new("delete-chat"),
        renamed: RwSignal::new(None),
    };
    let stay = Memo::new(move |before: Option<&Visit>| {
        visit(before, page.current.get(), page.begun.get_value())
    });
    let frame = Resource::new(|| (), |()| frame());
    let opened = Resource::new(
        move || stay.get(),
        |stay| async move {
            match stay.chat {
                Some(chat) => open_chat(chat).await.map(Some),
                None => Ok(None),
            }
        },
    );
    let conversation = move || {
        Suspend::new(async move {
            match (frame.await, opened.await) {
                (Ok((llms, defaults)), Ok(chat)) => {
                    view! { <OpenChat page chat defaults llms /> }.into_any()
                }
                (Err(error), _) | (_, Err(error)) => view! { <Refused error /> }.into_any(),
            }
        })
    };
    view! {
        <div class="chat-page">
            <Side page />
            <Transition>{conversation}</Transition>
        </div>
        <Outlet />
    }
    .into_any()
}

/// The models and how a new chat asks.
async fn frame() -> Result<(Vec<Llm>, ChatSettings), AppError> {
    Ok((list_llms().await?, default_settings().await?))
}

/// The sidebar with the dialogs that its rows and the bar open.
#[component]
fn Side(page: Page) -> impl IntoView {
    let chats = provide_chat_list();
    let navigate = use_navigate();
    let go = navigate.clone();
    let on_renamed = Callback::new(move |chat: ChatSummary| {
        chats.forget(chat.id);
        page.renamed.set(Some(chat));
    });
    let on_deleted = Callback::new(move |chat| {
        chats.forget(chat);
        if page.current.get_untracked() == Some(chat) {
            go(routes::HOME, Default::default());
        }
    });
    shortcuts(move || navigate(routes::HOME, Default::default()));
    view! {
        <Sidebar current=page.current rename=page.rename delete=page.delete />
        <RenameDialog target=page.rename on_renamed />
        <DeleteDialog target=page.delete on_deleted />
    }
    .into_any()
}

/// Instead of a conversation: the way to the door, or what is wrong.
#[component]
fn Refused(error: AppError) -> impl IntoView {
    if error.is("unauthenticated") {
        return view! { <Redirect path=routes::SIGN_IN /> }.into_any();
    }
    view! {
        <main class="chat-main">
            <div class="chat-refused">
                <h1>{if error.is("not_found") { "There is no such chat" } else { "The chat cannot be shown" }}</h1>
                <Banner tone=Tone::Danger text=error.message>
                    <a class="btn small" href=routes::HOME>
                        "New chat"
                    </a>
                </Banner>
            </div>
        </main>
    }
    .into_any()
}
