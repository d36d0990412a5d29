//! One conversation: bar, turns, composer.

use super::super::model::actions::Actions;
use super::super::model::conversation::Conversation;
use super::chat_page::Page;
use super::conversation_view::ConversationView;
use super::dock::Dock;
use super::shortcuts::on_escape;
use super::top_bar::TopBar;
use crate::entities::chat::ChatList;
use crate::entities::message::ReceiptDialog;
use crate::features::chat_settings::SettingsDialog;
use crate::shared::routes;
use crate::shared::ui::dialog::About;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use tollgate::types::{Chat, ChatSettings, ChatSummary, Llm};

#[component]
pub fn OpenChat(
    page: Page,
    chat: Option<Chat>,
    defaults: ChatSettings,
    llms: Vec<Llm>,
) -> impl IntoView {
    let conversation = Conversation::open(chat, defaults, llms);
    let navigate = use_navigate();
    let actions = Actions {
        conversation,
        chats: expect_context::<ChatList>(),
        on_begun: Callback::new(move |chat| {
            page.begun.set_value(Some(chat));
            let options = NavigateOptions {
                scroll: false,
                ..Default::default()
            };
            navigate(&routes::chat(chat), options);
        }),
    };
    let receipt = About::new("receipt");
    follow_title(page, actions);
    on_escape(move || actions.stop());
    view! {
        <Title text=title_of(conversation) />
        <main class="chat-main">
            <TopBar page actions />
            <ConversationView actions receipt />
            <Dock actions />
        </main>
        <p class="sr-only" role="status" aria-live="polite">
            {conversation.announcement}
        </p>
        <ReceiptDialog answer=receipt />
        <SettingsDialog
            settings=conversation.settings
            on_save=Callback::new(move |settings| actions.set_settings(settings))
        />
    }
    .into_any()
}

/// The server asks for it when the page's own signals are out of reach: on whatever thread ends the drawing.
fn title_of(conversation: Conversation) -> impl Fn() -> String + Send + Sync + 'static {
    let title = ArcRwSignal::from(conversation.title);
    move || title.get()
}

/// A title changes in the dialog, and in the list: a chat that has just begun has its first one there.
fn follow_title(page: Page, actions: Actions) {
    let Actions {
        conversation,
        chats,
        ..
    } = actions;
    let take = move |chat: &ChatSummary| {
        let same = conversation
            .title
            .with_untracked(|title| *title == chat.title);
        if Some(chat.id) == conversation.chat.get_untracked() && !same {
            conversation.title.set(chat.title.clone());
        }
    };
    Effect::new(move || page.renamed.with(|chat| chat.iter().for_each(take)));
    Effect::new(move || {
        if let Some(Ok(page)) = chats.newest.get() {
            page.chats.iter().for_each(take);
        }
    });
}
