//! The scripted provider over real HTTP.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod binary;
mod control;
mod fixtures;
mod misbehaviour;
mod support;
mod wire;
