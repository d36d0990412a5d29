//! Tests that talk to the real server, as browsers and programs do. One file for each route or story.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod alerts;
mod answer_events;
mod arguments;
mod assets;
mod browser;
mod cache;
mod canary;
mod chat_completions;
mod commands;
mod crashes;
mod cross_site;
mod embeddings;
mod faults;
// The memory of a process is read where Linux says it.
#[cfg(target_os = "linux")]
mod figures;
mod first_start;
mod flood;
mod foreign;
mod headers;
mod keys;
mod limits;
mod metrics;
mod model_pages;
mod models;
mod moderation;
mod moderations;
// How a reader acknowledges can be set there only.
#[cfg(target_os = "linux")]
mod no_delay;
mod nonsense;
mod not_found;
mod official_clients;
mod one_road;
mod overview;
mod ownership;
mod pages;
mod people;
mod policies;
mod power_cut;
mod program;
mod providers;
mod routes;
mod seed;
mod sessions;
mod settings;
mod shutdown;
mod sign_in;
mod stopped;
mod test_app;
mod tier_pages;
mod tiers;
mod tools;
mod turns;
mod two_steps;
mod usage;
