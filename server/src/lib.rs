//! The doors of Tollgate: pages, server functions and event streams over HTTP. What they lead to is the
//! core's business; here a request is recognised, passed on and answered.

// The type of a page is as deep as its elements are nested.
#![recursion_limit = "512"]

pub mod commands;
mod connections;
mod extract;
mod failure;
mod housekeeping;
mod layers;
mod provenance;
mod rate_limit;
mod refusal;
mod router;
mod routes;
mod serving;
mod sessions;
mod site;
mod state;

pub use failure::Failure;
pub use router::paths;
pub use serving::{Serving, bind, start};
pub use site::Site;
