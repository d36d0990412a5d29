//! What every server function shares: how it reads its arguments, how it is called and how it fails.

mod app_error;
mod arguments;
mod call;

pub use app_error::{AppError, Unreadable};
pub use arguments::{Form, Json, Listed, NothingElse};
pub use call::Call;
