//! Days in words.

use tollgate::types::{Day, Timestamp};

/// `3 Nov 2026`, or `–`.
pub fn day(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "–".into(), |at| Day::of(at).in_words())
}
