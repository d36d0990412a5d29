//! What only OpenAI and those who speak like it say when they refuse.

use crate::provider::refusal::{NO_CREDIT, Refusal};
use reqwest::header::HeaderMap;

pub(in crate::provider) fn decode_error(status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let mut refusal = Refusal::read(status, headers, body);
    let failure = &mut refusal.failure;
    // The same 429 says "wait" and "pay"; the word for the second stands in either place.
    if failure.kind.as_deref() == Some(NO_CREDIT) && failure.code.is_none() {
        failure.code = failure.kind.clone();
    }
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_purse_is_known_by_its_kind_too() {
        for body in [
            r#"{"error":{"message":"no","type":"insufficient_quota","code":null}}"#,
            r#"{"error":{"message":"no","type":"x","code":"insufficient_quota"}}"#,
        ] {
            let refusal = decode_error(429, &HeaderMap::new(), body.as_bytes());
            assert_eq!(refusal.failure.code.as_deref(), Some(NO_CREDIT), "{body}");
        }
    }
}
