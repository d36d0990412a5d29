//! The data that server and browser share. Nothing here touches a socket, a file or a clock, so all of
//! it compiles to WASM, and what crosses a server function is one of these types and never a mirror of it.

pub mod account;
pub mod alert;
pub mod audit;
pub mod calls;
pub mod chat;
pub mod day;
pub mod event;
pub mod finding;
pub mod id;
pub mod limits;
pub mod llm;
pub mod moderation;
pub mod money;
mod quote;
pub mod receipt;
pub mod section;
pub mod spending;
pub mod target;
pub mod tier;
pub mod time;
pub mod usage;

pub use account::{
    Account, AccountSummary, Email, Invitation, Profile, Role, SessionInfo, SignUp, Status, Theme,
};
pub use alert::{Alert, AlertLevel, AlertSettings, BudgetKind, Tested, WebhookInfo};
pub use audit::{Actor, AuditEntry, AuditFilter, AuditPage, AuditPlace, AuditWhat};
pub use calls::{
    Call, CallFilter, CallKey, CallKind, CallPlace, CallRecord, CallUnderWay, CallsFrom, Judged,
    Said,
};
pub use chat::{Answer, AnswerState, Chat, ChatSettings, ChatSummary, Prompt, Question, Turn};
pub use day::Day;
pub use event::{AnswerEvent, Event, Failure, Finish, Seal, ToolCall};
pub use finding::Finding;
pub use id::{
    AccountId, AlertId, AnswerId, CallId, ChatId, DecisionId, InviteId, KeyId, QuestionId, TierId,
    TopUpId,
};
pub use limits::{Limit, Limits, Refusal};
pub use llm::{Llm, LlmKind, LlmName, Price};
pub use moderation::{Category, Score, Scores, Verdict};
pub use money::NanoDollars;
pub use quote::{Notice, Quoted};
pub use receipt::{Attempt, Outcome, Purpose, Receipt};
pub use section::{Override, Section};
pub use spending::{Days, Forecast, Gauge, Overview, Spent, SpentDay, Standing};
pub use target::{Health, TargetId, TargetStatus};
pub use tier::{Affected, NewTier, Tier, TierInUse, TierVersion};
pub use time::Timestamp;
pub use usage::{Tokens, Usage, UsageSource};
