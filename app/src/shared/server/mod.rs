//! The server's side of server functions. The only module that exists on the server alone, so the rest of
//! the interface needs no `cfg`.

mod error;
mod session;

pub use session::{SignedIn, session, session_account, sign_in_session, sign_out_session};
