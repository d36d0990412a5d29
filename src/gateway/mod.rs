//! The one road from a caller to a provider and back.

mod caller;

pub use caller::{Admin, Caller};
