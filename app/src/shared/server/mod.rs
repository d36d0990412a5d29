//! The server's side of server functions, and of pages that the server draws alone.

mod caller;
mod device;
mod drawn;
mod error;
mod last_form;
mod redirect;
mod rest;
mod session;

pub use caller::{admin, caller, caller_of, tollgate};
pub use drawn::{Drawn, Place, in_textarea};
pub use error::provide_refusals;
pub use last_form::{LastForm, Sent, last_form, say, show_once};
pub use redirect::redirect;
pub use rest::{Rest, RestField};
pub use session::{
    HalfSignedIn, SignedIn, half_sign_in_session, half_signed_in, is_anybodys, session,
    session_account, session_hash, session_name, sign_in_session, sign_out_session,
};
