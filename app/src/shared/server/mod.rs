//! The server's side of server functions. The only module that exists on the server alone, so the rest of
//! the interface needs no `cfg`.

mod caller;
mod error;
mod redirect;
mod session;

pub use caller::{admin, caller, caller_of, tollgate};
pub use error::provide_refusals;
pub use redirect::redirect;
pub use session::{SignedIn, session, session_account, sign_in_session, sign_out_session};
