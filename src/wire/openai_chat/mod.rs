//! OpenAI's chat completions as programs speak them to us: a request read, an answer written, streamed or
//! whole. Pure: no clock, no socket.

mod error;
mod reply;
mod request;

pub use error::error_body;
pub use reply::{Chunks, DONE, Head, Reply, models};
pub use request::ChatRequest;
