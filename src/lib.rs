//! Tollgate's core. Every call to a language model takes one road: admitted, moderated, looked up, routed,
//! attempted, redacted and settled. No web framework is known here; `ARCHITECTURE.md` has the map.
//!
//! Without the feature `server` only [`types`] remains, which browsers share.

pub mod types;

#[cfg(feature = "server")]
pub mod accounts;
#[cfg(feature = "server")]
pub mod alerts;
#[cfg(feature = "server")]
pub mod audit;
#[cfg(feature = "server")]
pub mod chance;
#[cfg(feature = "server")]
pub mod clock;
#[cfg(feature = "server")]
pub mod config;
#[cfg(feature = "server")]
pub mod demo;
#[cfg(feature = "server")]
pub mod ephemeral;
#[cfg(feature = "server")]
pub mod error;
#[cfg(feature = "server")]
pub mod export;
#[cfg(feature = "server")]
mod findings;
#[cfg(feature = "server")]
pub mod gateway;
#[cfg(feature = "server")]
mod handover;
#[cfg(feature = "server")]
pub mod keys;
#[cfg(feature = "server")]
pub mod ledger;
#[cfg(feature = "server")]
pub mod live;
#[cfg(feature = "server")]
pub mod metrics;
#[cfg(feature = "server")]
pub mod moderation;
#[cfg(feature = "server")]
pub mod moderation_log;
#[cfg(feature = "server")]
pub mod offer;
#[cfg(feature = "server")]
pub mod policies;
#[cfg(feature = "server")]
mod process;
#[cfg(feature = "server")]
pub mod provider;
#[cfg(feature = "server")]
pub mod redact;
#[cfg(feature = "server")]
pub mod store;
#[cfg(test)]
#[cfg(feature = "server")]
mod testing;
#[cfg(feature = "server")]
mod tollgate;
#[cfg(feature = "server")]
pub mod turns;
#[cfg(feature = "server")]
pub mod wire;

#[cfg(feature = "server")]
pub use error::{Error, Result};
#[cfg(feature = "server")]
pub use findings::local_problem;
#[cfg(feature = "server")]
pub use process::prepare_process;
#[cfg(feature = "server")]
pub use tollgate::Tollgate;
