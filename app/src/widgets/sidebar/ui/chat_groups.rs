//! The list of chats by day, or those that were found.

use super::chat_row::ChatRow;
use crate::entities::chat::{ChatList, ChatPage, by_day, list_chats};
use crate::features::search_chats::search_chats;
use crate::shared::ui::dialog::About;
use crate::shared::ui::load::Load;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tollgate::types::{ChatId, ChatSummary};

/// Fewer than this on the first page: there are no older ones.
const FULL_PAGE: usize = 50;

#[component]
pub fn ChatGroups(
    current: Signal<Option<ChatId>>,
    rename: About<ChatSummary>,
    delete: About<ChatSummary>,
) -> impl IntoView {
    let list = expect_context::<ChatList>();
    let draw = move |page: ChatPage| {
        let page = StoredValue::new(page);
        move || {
            let (chats, now) = page.with_value(|page| list.joined(page));
            let more = chats.last().filter(|_| chats.len() >= FULL_PAGE).cloned();
            let empty = chats.is_empty();
            let groups: Vec<_> = by_day(&chats, now, list.zone.get())
                .into_iter()
                .map(|(name, chats)| view! { <Group name chats current rename delete /> })
                .collect();
            view! {
                {empty.then(|| view! { <p class="chat-list-note">"Your chats will be listed here, newest first."</p> })}
                {groups}
                {more.map(|last| view! { <OlderChats last list /> })}
            }
        }
    };
    view! { <Load from=list.newest children=draw /> }
}

#[component]
fn Group(
    name: &'static str,
    chats: Vec<ChatSummary>,
    current: Signal<Option<ChatId>>,
    rename: About<ChatSummary>,
    delete: About<ChatSummary>,
) -> impl IntoView {
    let rows: Vec<_> = chats
        .into_iter()
        .map(|chat| view! { <ChatRow chat current rename delete /> })
        .collect();
    view! {
        <h2 class="chat-list-head">{name}</h2>
        <ul class="chat-rows">{rows}</ul>
    }
    .into_any()
}

#[component]
fn OlderChats(last: ChatSummary, list: ChatList) -> impl IntoView {
    let busy = RwSignal::new(false);
    let none = RwSignal::new(false);
    let read = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let last = last.clone();
        spawn_local(async move {
            let page = list_chats(Some(last)).await;
            busy.try_set(false);
            if let Ok(page) = page {
                none.try_set(page.chats.is_empty());
                list.older.try_update(|older| older.extend(page.chats));
            }
        });
    };
    view! {
        <Show when=move || !none.get()>
            <button
                type="button"
                class="btn quiet small older"
                aria-busy=move || busy.get().then_some("true")
                on:click=read.clone()
            >
                "Older chats"
            </button>
        </Show>
    }
    .into_any()
}

#[component]
pub fn FoundChats(
    words: RwSignal<String>,
    current: Signal<Option<ChatId>>,
    rename: About<ChatSummary>,
    delete: About<ChatSummary>,
) -> impl IntoView {
    let found = Resource::new(move || words.get(), search_chats);
    let draw = move |chats: Vec<ChatSummary>| {
        if chats.is_empty() {
            return view! { <p class="chat-list-note" role="status">"No chat has these words."</p> }.into_any();
        }
        view! { <Group name="Found" chats current rename delete /> }.into_any()
    };
    view! { <Load from=found children=draw /> }
}
