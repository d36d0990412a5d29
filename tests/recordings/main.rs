//! What providers really sent, read as a reference reading says, however the bytes are cut.
//!
//! The samples of this repository are always read; recordings too, where `TOLLGATE_RECORDINGS` names their
//! folder. A `manifest.jsonl` says what each file is and how it reads.

#![expect(
    clippy::expect_used,
    reason = "a manifest that is not as it should be is a failed test"
)]

mod cuts;
mod manifest;
mod plain;
mod reading;
mod whole;
