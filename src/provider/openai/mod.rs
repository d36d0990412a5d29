//! OpenAI's chat completions, and the many services that speak them with an accent of their own. Pure:
//! a request becomes bytes, bytes become events; nothing here touches a socket.

mod encode;
mod error;
mod stream;
mod usage;

pub use encode::{Service, encode};
pub use error::{Refusal, decode_error, is_too_long};
pub use stream::{StreamDecoder, decode_reply};
