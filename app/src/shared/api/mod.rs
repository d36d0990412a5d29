//! What every server function shares: how it fails.

mod app_error;

pub use app_error::AppError;
