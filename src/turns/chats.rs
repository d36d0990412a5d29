//! A person's chats: list, search, open, rename, set, delete.

use super::{Inner, Turns};
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::types::{Chat, ChatId, ChatSettings, ChatSummary};
use std::sync::Arc;

/// Chats of one page of the list.
const PAGE: u32 = 50;
/// Longest title, in characters.
const LONGEST_TITLE: usize = 120;

#[derive(Clone)]
pub struct Chats {
    inner: Arc<Inner>,
}

impl Turns {
    /// The chats that these turns belong to.
    pub fn chats(&self) -> Chats {
        Chats {
            inner: self.inner.clone(),
        }
    }
}

fn found(known: bool) -> Result<()> {
    if known { Ok(()) } else { Err(Error::NotFound) }
}

impl Chats {
    /// A page of the caller's chats, newest first; `before` is the last one of the page before.
    ///
    /// # Errors
    /// If the database fails; so below.
    pub async fn list(
        &self,
        caller: &Caller,
        before: Option<ChatSummary>,
    ) -> Result<Vec<ChatSummary>> {
        self.inner
            .store
            .chats(caller.id(), before.as_ref(), PAGE)
            .await
            .map_err(Error::Store)
    }

    /// The caller's chats that hold all words of `query`.
    pub async fn search(&self, caller: &Caller, query: &str) -> Result<Vec<ChatSummary>> {
        if query.trim().is_empty() {
            return self.list(caller, None).await;
        }
        self.inner
            .store
            .search_chats(caller.id(), query.trim(), PAGE)
            .await
            .map_err(Error::Store)
    }

    /// A chat with its newest branch.
    pub async fn open(&self, caller: &Caller, chat: ChatId) -> Result<Chat> {
        self.inner
            .store
            .chat(caller.id(), chat)
            .await
            .map_err(Error::Store)?
            .ok_or(Error::NotFound)
    }

    pub async fn rename(&self, caller: &Caller, chat: ChatId, title: &str) -> Result<()> {
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() || title.chars().count() > LONGEST_TITLE {
            return Err(Error::invalid("title", "A title has 1 to 120 characters."));
        }
        found(
            self.inner
                .store
                .rename_chat(caller.id(), chat, &title)
                .await
                .map_err(Error::Store)?,
        )
    }

    /// Sets how the chat's next questions are asked.
    pub async fn set_settings(
        &self,
        caller: &Caller,
        chat: ChatId,
        settings: ChatSettings,
    ) -> Result<()> {
        self.inner.check(&settings)?;
        found(
            self.inner
                .store
                .set_chat_settings(caller.id(), chat, &settings)
                .await
                .map_err(Error::Store)?,
        )
    }

    /// Deletes a chat and what was said in it; what it cost stays in the ledger. Answers that are being
    /// written are stopped.
    pub async fn delete(&self, caller: &Caller, chat: ChatId) -> Result<()> {
        // First, so that the calls are charged while their answers are there; those of every branch.
        self.inner
            .register
            .stop(|running| running.account == caller.id() && running.chat == chat);
        found(
            self.inner
                .store
                .delete_chat(caller.id(), chat)
                .await
                .map_err(Error::Store)?,
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{House, house, person, prompt};
    use crate::types::{Outcome, Prompt};
    use futures::StreamExt;
    use std::time::Duration;

    /// Asks something whose answer begins and does not end.
    async fn ask_for_ever(house: &House, prompt: &Prompt) {
        house.send(prompt).await;
        let turns = &house.tollgate.turns;
        let events = turns.events(&house.caller, prompt.answer, Default::default());
        let mut events = Box::pin(events.await.unwrap());
        events.next().await.unwrap();
    }

    async fn are_stopped(house: &House, answers: usize) {
        let stopped = async {
            loop {
                let charges = house.charges().await;
                if charges.len() == answers {
                    return charges;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let charges = tokio::time::timeout(Duration::from_secs(20), stopped).await;
        let charges = charges.expect("every answer is stopped");
        assert!(charges.iter().all(|one| one.outcome == Outcome::Stopped));
    }

    /// Two questions at the start of one chat: a branch that is shown and one that is not.
    async fn two_branches(house: &House) -> Prompt {
        let first = prompt("stall", "go on for ever");
        let edited = Prompt {
            chat: first.chat,
            ..prompt("stall", "go on and on")
        };
        ask_for_ever(house, &first).await;
        ask_for_ever(house, &edited).await;
        first
    }

    #[tokio::test]
    async fn deleting_a_chat_stops_the_answers_of_all_its_branches_and_of_no_other_chat() {
        let house = house().await;
        let first = two_branches(&house).await;
        let other = prompt("stall", "this stays");
        ask_for_ever(&house, &other).await;
        let chats = &house.tollgate.chats;
        let stranger = person(&house.tollgate, "stranger@example.org").await;
        assert!(chats.delete(&stranger, first.chat).await.is_err());
        assert_eq!(house.charges().await.len(), 0);
        chats.delete(&house.caller, first.chat).await.unwrap();
        are_stopped(&house, 2).await;
        house.tollgate.turns.stop_all(house.caller.id());
        are_stopped(&house, 3).await;
    }
}
