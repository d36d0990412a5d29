//! OpenAI's chat completions, and the many services that speak them with an accent of their own. Pure:
//! a request becomes bytes, bytes become events; nothing here touches a socket.

mod chunks;
mod encode;
mod error;
mod usage;

pub(super) use chunks::Chunks;
pub use encode::{Service, encode};
pub(super) use error::decode_error;
