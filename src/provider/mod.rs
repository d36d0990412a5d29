//! The only way out: a [`Provider`] is where a call may go, a dialect is how it is said there, and
//! [`Provider::send`] is the only call that goes to a model. Only the road has one; outside the core only
//! what sends nothing can be seen.

mod anthropic;
mod chat;
mod conversation;
mod count;
mod dialect;
mod embeddings;
mod failure;
mod google;
mod http;
#[cfg(feature = "local")]
pub(crate) mod local;
mod models;
mod moderations;
mod ollama;
mod openai;
mod refusal;
mod retry_after;
mod stream;
mod target;
mod transcript;

pub use chat::{ChatRequest, Format, Message, Options, Tool, ToolChoice, ToolUse};
pub use dialect::{Dialect, Letter};
pub use embeddings::{EmbedRequest, Embeddings};
pub(crate) use failure::{OVERDUE, STALLED, UNREADABLE};
use http::HttpProvider;
pub use http::Timeouts;
pub use models::ModelPage;
pub use moderations::{Category, ModerateRequest, Verdict};
pub use refusal::Refusal;
pub use stream::StreamDecoder;
pub(crate) use target::Provider;

use crate::types::Event;
use futures::stream::BoxStream;

/// An answer as it comes. Dropping it stops the provider at once. It yields no error: what goes wrong
/// after the first event is `Event::Failed`, and the last event is always `Finished` or `Failed`.
pub type EventStream = BoxStream<'static, Event>;
