//! One file for each thing that is served.

pub(crate) mod answer_events;
pub(crate) mod assets;
pub(crate) mod chat_completions;
pub(crate) mod drawn;
pub(crate) mod embeddings;
pub(crate) mod export;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod models;
pub(crate) mod moderations;
pub(crate) mod pages;
pub(crate) mod usage_export;
