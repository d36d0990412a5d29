//! A day as people write it.

use tollgate::types::{Day, Timestamp};

/// `3 Nov 2026`.
pub(in crate::pages::people) fn shown(at: Timestamp) -> String {
    Day::of(at).in_words()
}

/// `2026-11-03`, for `<time datetime>`.
pub(in crate::pages::people) fn machine(at: Timestamp) -> String {
    Day::of(at).to_string()
}
