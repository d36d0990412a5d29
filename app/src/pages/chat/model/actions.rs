//! What a person can do to the conversation: each asks the server and says on the page how it went.

use super::conversation::Conversation;
use crate::entities::chat::ChatList;
use crate::features::chat_settings::set_chat_settings;
use crate::features::regenerate_answer::regenerate_answer;
use crate::features::send_prompt::send_prompt;
use crate::features::stop_answer::stop_answer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use tollgate::types::{AnswerEvent, ChatId, ChatSettings, Timestamp};

/// The conversation with what an action needs beside it.
#[derive(Clone, Copy)]
pub struct Actions {
    pub conversation: Conversation,
    pub chats: ChatList,
    /// The page began this chat: it gets its address.
    pub on_begun: Callback<ChatId>,
}

impl Actions {
    /// Shows the question at once and sends it. What cannot be sent goes back to the composer.
    pub fn send(self, text: String) {
        let it = self.conversation;
        it.error.set(None);
        it.text.set(String::new());
        let prompt = it.begin_turn(text, now());
        let (chat, question, answer) = (prompt.chat, prompt.question, prompt.answer);
        spawn_local(async move {
            match send_prompt(prompt).await {
                Ok(()) => {
                    it.stored(answer);
                    if it.chat.try_get_untracked() == Some(None) {
                        it.chat.set(Some(chat));
                        self.on_begun.run(chat);
                    }
                    self.chats.refresh();
                }
                Err(error) => {
                    it.take_back(question);
                    it.error
                        .try_set(Some(format!("Not sent. {}", error.message)));
                }
            }
        });
    }

    /// Asks the last question once more. The answer that was there comes back if that fails.
    pub fn regenerate(self) {
        let it = self.conversation;
        it.error.set(None);
        let Some(old) = it.turns.with_untracked(|turns| turns.last().cloned()) else {
            return;
        };
        let Some((question, answer)) = it.begin_answer(now()) else {
            return;
        };
        spawn_local(async move {
            match regenerate_answer(question, answer).await {
                Ok(()) => it.stored(answer),
                Err(error) => {
                    it.replace(old);
                    it.error.try_set(Some(error.message));
                }
            }
        });
    }

    /// Stops the answer that is being written, if there is one.
    pub fn stop(self) {
        let it = self.conversation;
        let Some(answer) = untrack(|| it.writing()) else {
            return;
        };
        spawn_local(async move {
            if let Err(error) = stop_answer(answer).await {
                it.error.try_set(Some(error.message));
            }
        });
    }

    /// Keeps new settings: with the chat, or until the chat begins.
    pub fn set_settings(self, settings: ChatSettings) {
        let it = self.conversation;
        let before = it.settings.get_untracked();
        it.settings.set(settings.clone());
        let Some(chat) = it.chat.get_untracked() else {
            return;
        };
        spawn_local(async move {
            if let Err(error) = set_chat_settings(chat, settings).await {
                it.settings.try_set(before);
                it.error.try_set(Some(error.message));
            }
        });
    }

    /// What an event changes beside the answer itself.
    pub fn heard(self, event: &AnswerEvent, announcement: Option<String>) {
        match event {
            AnswerEvent::Ended { .. } => {
                self.conversation
                    .announcement
                    .set(announcement.unwrap_or_default());
            }
            AnswerEvent::Titled { title } => {
                self.conversation.title.set(title.clone());
                self.chats.refresh();
            }
            AnswerEvent::Delta { .. } | AnswerEvent::Closed => {}
        }
    }
}

/// The browser's clock; the server's own counts as soon as the page is read again.
fn now() -> Timestamp {
    Timestamp((js_sys::Date::now() * 1_000.0) as i64)
}
