//! A provider of language models for tests: it answers from a script and misbehaves on demand.
//!
//! `ScriptedProvider::start()` runs it inside a test, the binary runs it for tests elsewhere. The README lists
//! the scenarios, the steps of a script and the control API.

mod anthropic;
mod calls;
mod connection;
mod control;
mod dialect;
mod embedding;
mod google;
mod handle;
mod ollama;
mod openai;
mod plan;
mod player;
mod queue;
mod replay;
mod reply;
mod request;
mod scenario;
mod script;
mod server;

pub use calls::{Call, Outcome};
pub use handle::{Builder, ScriptedProvider, StartError, WaitedInVain};
pub use queue::Queued;
pub use replay::ManifestError;
pub use request::Api;
pub use script::{
    Answer, ApiError, Delivery, Finish, Interrupt, Order, Repeat, ReportedUsage, Script,
    ScriptError, Step, Usage,
};
