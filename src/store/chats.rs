//! Chats, questions and answers.

use super::{Charge, StoreResult};
use crate::types::{
    AccountId, Answer, AnswerId, AnswerState, CallId, Chat, ChatId, ChatSettings, ChatSummary,
    LlmName, Question, QuestionId, Timestamp,
};
use async_trait::async_trait;

/// A question with the answer that begins, or another answer to a question that is there.
#[derive(Clone)]
pub struct NewTurn {
    pub account: AccountId,
    pub chat: ChatId,
    /// Given to a chat that begins with this turn.
    pub title: String,
    pub settings: ChatSettings,
    pub question: Question,
    pub answer: AnswerId,
    /// The call that will write the answer.
    pub call: CallId,
    pub llm: LlmName,
    pub llm_title: String,
    pub provider: String,
    pub started_at: Timestamp,
}

/// What became of a new turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TurnBegun {
    /// It is new; the answer is to be written.
    New,
    /// The same turn was sent before.
    Repeated,
    /// One of its ids belongs to something else.
    Conflict,
    /// The parent, or the chat, does not exist for this account.
    NotFound,
}

/// How an answer ends. Written once, in the same transaction as its charge.
#[derive(Clone)]
pub struct AnswerEnd {
    pub answer: AnswerId,
    pub state: AnswerState,
    pub text: String,
    pub reasoning: String,
    pub error: Option<String>,
}

/// An answer that a process is writing, or was when it died.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunningAnswer {
    pub answer: AnswerId,
    pub call: CallId,
    pub text: String,
    pub reasoning: String,
    pub started_at: Timestamp,
}

#[async_trait]
pub trait Chats: Send + Sync {
    /// What a turn with this answer became before; `None` if there was none.
    async fn known_turn(&self, turn: &NewTurn) -> StoreResult<Option<TurnBegun>>;

    /// Stores question and empty answer, makes the chat if it is new, keeps its settings; all or nothing. The same
    /// once more, with the same call, is `New` again.
    async fn begin_turn(&self, turn: &NewTurn) -> StoreResult<TurnBegun>;

    /// Appends what was written since the last call. Nothing happens once the answer has ended.
    async fn append_answer(&self, answer: AnswerId, text: &str, reasoning: &str)
    -> StoreResult<()>;

    /// Ends an answer and records its charge in one transaction. `false` if it had ended before; then
    /// nothing changes. `charge` is `None` if nothing was sent to a provider. If the chat was deleted
    /// meanwhile, the charge is recorded all the same.
    async fn end_answer(&self, end: &AnswerEnd, charge: Option<&Charge>) -> StoreResult<bool>;

    /// An answer of this account.
    async fn answer(
        &self,
        account: AccountId,
        answer: AnswerId,
    ) -> StoreResult<Option<(ChatId, Answer)>>;

    /// A question of this account.
    async fn question(
        &self,
        account: AccountId,
        question: QuestionId,
    ) -> StoreResult<Option<(ChatId, Question)>>;

    /// How a chat of this account is asked; `None` if there is no such chat.
    async fn chat_settings(
        &self,
        account: AccountId,
        chat: ChatId,
    ) -> StoreResult<Option<ChatSettings>>;

    /// Answers that are still being written, for the recovery at start.
    async fn running_answers(&self) -> StoreResult<Vec<RunningAnswer>>;

    /// The chat with its newest branch: at each fork the sibling with the newest turn.
    async fn chat(&self, account: AccountId, chat: ChatId) -> StoreResult<Option<Chat>>;

    /// The turns from the first one to `answer`, without `answer` itself: what the model is told. Each turn
    /// carries the one answer on the way.
    async fn path_to(
        &self,
        account: AccountId,
        question: &Question,
    ) -> StoreResult<Vec<(Question, Answer)>>;

    /// A page of chats, newest first; `before` is the last one of the page before.
    async fn chats(
        &self,
        account: AccountId,
        before: Option<&ChatSummary>,
        limit: u32,
    ) -> StoreResult<Vec<ChatSummary>>;

    /// Chats whose title or text holds all words of `query`, newest first.
    async fn search_chats(
        &self,
        account: AccountId,
        query: &str,
        limit: u32,
    ) -> StoreResult<Vec<ChatSummary>>;

    /// `false` if there is no such chat of this account; so below.
    async fn rename_chat(&self, account: AccountId, chat: ChatId, title: &str)
    -> StoreResult<bool>;

    /// Replaces the title only if it is still `old`: a person's own title is never overwritten.
    async fn retitle_chat(&self, chat: ChatId, old: &str, new: &str) -> StoreResult<bool>;

    async fn set_chat_settings(
        &self,
        account: AccountId,
        chat: ChatId,
        settings: &ChatSettings,
    ) -> StoreResult<bool>;

    /// Deletes the chat and what was said in it. Charges stay.
    async fn delete_chat(&self, account: AccountId, chat: ChatId) -> StoreResult<bool>;
}
