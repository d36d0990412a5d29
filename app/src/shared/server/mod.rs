//! The server's side of server functions, and of pages that the server draws alone.

mod caller;
mod drawn;
mod error;
mod last_form;
mod redirect;
mod session;

pub use caller::{admin, caller, caller_of, tollgate};
pub use drawn::{Drawn, Place};
pub use error::provide_refusals;
pub use last_form::{LastForm, Sent, last_form, say};
pub use redirect::redirect;
pub use session::{
    SignedIn, session, session_account, session_name, sign_in_session, sign_out_session,
};
