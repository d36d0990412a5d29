//! The rules of money: what an account may use, what a call holds while it is under way, and what it has used.
//!
//! A hold is a row that is written in the transaction which checks every limit, before a provider is called.
//! So `settled + held + this call <= limit` is true for every limit at every instant, whoever else asks at the
//! same time; and a hold ends exactly once: charged, released or expired.

mod admission;
pub mod alert;
mod calls;
mod hold;
mod house;
mod manage;
mod overview;
mod terms;
#[cfg(test)]
mod tests;
mod window;

pub(crate) use admission::{Room, admit, pace};
pub use calls::{CallPage, CallWish, OneCall};
pub(crate) use hold::{HELD_FOR_SECONDS, Hold, LOST_AFTER_SECONDS};
pub use house::{HouseBar, HouseOverview, HouseSpan};
pub use manage::Ledger;
pub(crate) use terms::{Scope, Terms};
pub use window::Zone;
pub(crate) use window::{Calendar, Window, Windows};
