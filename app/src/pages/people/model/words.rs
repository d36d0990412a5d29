//! Days and amounts in words.

use tollgate::types::money::grouped;
use tollgate::types::{Day, Limit, NanoDollars, Timestamp};

/// `3 Nov 2026`, or `–`.
pub fn day(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "–".into(), |at| Day::of(at).in_words())
}

/// In the unit of the limit.
pub fn amount(limit: Limit, amount: i64) -> String {
    match limit.is_money() {
        true => NanoDollars(amount).as_sum(),
        false => grouped(amount.max(0).unsigned_abs()),
    }
}
