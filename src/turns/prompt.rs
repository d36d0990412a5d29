//! From what a browser sent to an answer that is being written.

use super::running::{Running, Title};
use super::title::provisional;
use super::{Inner, Turns};
use crate::error::{Error, Result};
use crate::gateway::{Admitted, CacheUse, Call, Caller};
use crate::provider::{Message, Options};
use crate::store::{NewTurn, TurnBegun, insist};
use crate::types::{
    Answer, AnswerId, CallId, ChatId, ChatSettings, LlmKind, Prompt, Purpose, Question, QuestionId,
    Status,
};
use std::sync::Arc;

/// Longest question, in bytes.
const MAX_QUESTION: usize = 200_000;
/// Longest system prompt, in bytes.
const MAX_SYSTEM_PROMPT: usize = 32_000;

/// Why an answer is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// The question begins a chat.
    First,
    Next,
    /// The question was answered before, and another answer is wanted.
    Again,
}

impl Turns {
    /// Stores the question and starts its answer as a task of the server. Sending the same prompt again
    /// changes nothing.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what cannot be asked, [`Error::Conflict`] if an id was used for something
    /// else, [`Error::NotFound`] if the answer it follows is not the caller's.
    pub async fn send_prompt(&self, caller: &Caller, prompt: Prompt) -> Result<()> {
        let text = prompt.text.trim();
        if text.is_empty() {
            return Err(Error::invalid("text", "Write a question first."));
        }
        if text.len() > MAX_QUESTION {
            return Err(Error::invalid(
                "text",
                "This question is too long. Shorten it to 200 000 bytes.",
            ));
        }
        let kept = self
            .inner
            .store
            .chat_settings(caller.id(), prompt.chat)
            .await
            .map_err(Error::Store)?;
        let why = match kept {
            None => Why::First,
            Some(_) => Why::Next,
        };
        let settings = prompt
            .settings
            .or(kept)
            .unwrap_or_else(|| self.inner.config.get().chat_settings());
        let question = Question {
            id: prompt.question,
            parent: prompt.parent,
            text: text.to_owned(),
            asked_at: self.inner.clock.now(),
        };
        self.inner
            .begin(caller, prompt.chat, settings, question, prompt.answer, why)
            .await
    }

    /// Asks for another answer to a question that was answered before.
    ///
    /// # Errors
    /// As [`Turns::send_prompt`].
    pub async fn regenerate(
        &self,
        caller: &Caller,
        question: QuestionId,
        answer: AnswerId,
    ) -> Result<()> {
        let found = self
            .inner
            .store
            .question(caller.id(), question)
            .await
            .map_err(Error::Store)?;
        let (chat, question) = found.ok_or(Error::NotFound)?;
        let settings = self
            .inner
            .store
            .chat_settings(caller.id(), chat)
            .await
            .map_err(Error::Store)?;
        let settings = settings.ok_or(Error::NotFound)?;
        self.inner
            .begin(caller, chat, settings, question, answer, Why::Again)
            .await
    }
}

impl Inner {
    /// Refuses what no provider could be asked.
    pub(super) fn check(&self, settings: &ChatSettings) -> Result<()> {
        let llm = match self.gateway.llm(&settings.llm) {
            Ok(llm) if llm.kind == LlmKind::Chat => llm,
            Err(error @ Error::NoPrice { .. }) => return Err(error),
            _ => {
                let message = format!("There is no model {}. Choose another.", settings.llm.0);
                return Err(Error::invalid("llm", message));
            }
        };
        if !(0.0..=2.0).contains(&settings.temperature) {
            return Err(Error::invalid(
                "temperature",
                "The temperature is between 0 and 2.",
            ));
        }
        if settings.max_tokens == 0 || settings.max_tokens > llm.context {
            let message = format!(
                "The most output tokens of {} are between 1 and {}.",
                llm.title, llm.context
            );
            return Err(Error::invalid("max_tokens", message));
        }
        if settings.system_prompt.len() > MAX_SYSTEM_PROMPT {
            return Err(Error::invalid(
                "system_prompt",
                "The system prompt is too long. Shorten it to 32 000 bytes.",
            ));
        }
        Ok(())
    }

    async fn begin(
        self: &Arc<Self>,
        caller: &Caller,
        chat: ChatId,
        settings: ChatSettings,
        question: Question,
        answer: AnswerId,
        why: Why,
    ) -> Result<()> {
        self.check(&settings)?;
        let llm = self.gateway.llm(&settings.llm)?;
        let turn = NewTurn {
            account: caller.id(),
            chat,
            title: provisional(&question.text),
            call: CallId::new(),
            llm: llm.name.clone(),
            llm_title: llm.title.clone(),
            provider: llm.provider.clone(),
            started_at: self.clock.now(),
            settings,
            question,
            answer,
        };
        let messages = self
            .messages(caller, &turn.question, &turn.settings)
            .await?;
        let (inner, caller) = (self.clone(), caller.clone());
        // A task of its own: a caller who goes while the turn is written must not leave one that nobody answers.
        let begun = self.tasks.spawn(async move {
            if let Some(known) = inner.store.known_turn(&turn).await.map_err(Error::Store)? {
                return settled(known);
            }
            // Before anything is stored: what is refused stays with whoever asked.
            let admitted = inner
                .gateway
                .admit(&caller, call_of(&turn, messages, why))
                .await;
            let admitted = match admitted {
                Ok(admitted) => admitted,
                // It may be this turn, sent twice, that has taken the room.
                Err(refused) => {
                    let known = inner.store.known_turn(&turn).await.map_err(Error::Store)?;
                    return known.map_or(Err(refused), settled);
                }
            };
            // What was written and not heard of would be an answer that nobody writes.
            let begun = insist(|| inner.store.begin_turn(&turn)).await;
            match begun.map_err(Error::Store)? {
                TurnBegun::New => inner.start(&caller, turn, admitted, why).await,
                old => return settled(old),
            }
            Ok(())
        });
        let broken = |error| Err(Error::Internal(format!("a turn was not begun: {error}")));
        begun.await.unwrap_or_else(broken)
    }

    async fn start(self: &Arc<Self>, caller: &Caller, turn: NewTurn, admitted: Admitted, why: Why) {
        let running = Arc::new(Running::new(caller.id(), turn.chat));
        self.register.add(turn.answer, running.clone());
        // A suspension stops what is registered. One that came before is found here.
        if !self.is_open(caller).await {
            running.stop.cancel();
        } else if why == Why::First {
            running.change(|progress| progress.title = Title::Sought);
            let (inner, caller, running) = (self.clone(), caller.clone(), running.clone());
            let (chat, question, settings) =
                (turn.chat, turn.question.text.clone(), turn.settings.clone());
            self.tasks.spawn(async move {
                inner
                    .seek_title(&caller, &running, chat, &question, &settings)
                    .await
            });
        }
        let inner = self.clone();
        self.tasks
            .spawn(async move { inner.write_answer(admitted, turn.answer, running).await });
    }

    /// Whether the account is open still, as far as can be known.
    async fn is_open(&self, caller: &Caller) -> bool {
        match self.store.account(caller.id()).await {
            Ok(account) => account.is_some_and(|account| account.status == Status::Active),
            Err(error) => {
                tracing::error!(%error, "an answer is not begun: its account cannot be looked up");
                false
            }
        }
    }

    /// What the model is told: the system prompt, the branch so far, the question.
    pub(super) async fn messages(
        &self,
        caller: &Caller,
        question: &Question,
        settings: &ChatSettings,
    ) -> Result<Vec<Message>> {
        let path = self
            .store
            .path_to(caller.id(), question)
            .await
            .map_err(Error::Store)?;
        let mut messages = Vec::with_capacity(path.len() * 2 + 2);
        if !settings.system_prompt.trim().is_empty() {
            messages.push(Message::system(&settings.system_prompt));
        }
        for (asked, answer) in path
            .iter()
            .filter(|(_, answer): &&(Question, Answer)| !answer.text.is_empty())
        {
            messages.push(Message::person(&asked.text));
            messages.push(Message::model(&answer.text));
        }
        messages.push(Message::person(&question.text));
        Ok(messages)
    }
}

/// The call that will write the answer of a turn.
fn call_of(turn: &NewTurn, messages: Vec<Message>, why: Why) -> Call {
    Call {
        cache: match why {
            Why::First | Why::Next => CacheUse::Full,
            Why::Again => CacheUse::Renew,
        },
        ..call(turn.call, turn.answer, &turn.settings, messages)
    }
}

pub(super) fn call(
    id: CallId,
    answer: AnswerId,
    settings: &ChatSettings,
    messages: Vec<Message>,
) -> Call {
    Call {
        id,
        purpose: Purpose::Chat,
        answer: Some(answer),
        cache: CacheUse::Full,
        llm: settings.llm.clone(),
        messages,
        max_tokens: settings.max_tokens,
        at_least: None,
        options: Options {
            temperature: Some(settings.temperature),
            ..Options::default()
        },
    }
}

/// What whoever sends a turn once more is told.
fn settled(begun: TurnBegun) -> Result<()> {
    match begun {
        TurnBegun::New | TurnBegun::Repeated => Ok(()),
        TurnBegun::Conflict => Err(Error::Conflict),
        TurnBegun::NotFound => Err(Error::NotFound),
    }
}
