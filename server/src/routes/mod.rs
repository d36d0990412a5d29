//! One file per thing that a browser or a program can ask for, outside pages and server functions.

pub mod answer_events;
pub mod health;
