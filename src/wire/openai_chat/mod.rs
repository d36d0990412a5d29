//! OpenAI's chat completions as programs speak them to us: a request read, an answer written, streamed or
//! whole. Pure: no clock, no socket.

mod calls;
mod error;
mod messages;
mod options;
mod reply;
mod request;
mod tools;

pub use error::error_body;
pub use reply::{Chunks, DONE, Head, Reply, model, models};
pub use request::ChatRequest;
