//! Counts of tokens, believed only where they can be true.

use serde_json::Value;

/// More than any call can use; a larger number is a mistake and would become money.
const MOST: u64 = u32::MAX as u64;

/// The count at a place. `None` where there is none, or nonsense: negative, fractional, text, or huge.
pub(super) fn at(value: &Value, place: &str) -> Option<u64> {
    let count = value.pointer(place)?.as_u64()?;
    (count <= MOST).then_some(count)
}
