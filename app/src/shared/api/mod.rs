//! What every server function shares: how it reads its arguments and how it fails.

mod app_error;
mod arguments;

pub use app_error::{AppError, Unreadable};
pub use arguments::{Form, Json, NothingElse};
