//! Anthropic's errors: each kind stands for a status, also where it comes in the middle of a stream.

use crate::provider::refusal::{self, NO_CREDIT, Refusal};
use crate::types::Failure;
use reqwest::header::HeaderMap;
use serde_json::Value;

pub(in crate::provider) fn decode_error(status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let mut refusal = Refusal::read(status, headers, body);
    let says_no = headers
        .get("x-should-retry")
        .is_some_and(|value| value == "false");
    // A 429 that does not say when to come back means that the month's money is spent.
    if status == 429 && (says_no || refusal.retry_after.is_none()) {
        refusal.failure.code = Some(NO_CREDIT.to_owned());
    }
    // So does this one, which calls itself a mistake in the request.
    if status == 400
        && refusal
            .failure
            .message
            .contains("credit balance is too low")
    {
        refusal.failure.code = Some(NO_CREDIT.to_owned());
    }
    refusal
}

/// The error inside a stream, with the status that it would have had outside.
pub(in crate::provider) fn failure(value: &Value) -> Failure {
    let failure = refusal::failure_in(value).unwrap_or_else(|| refusal::failure_of(value));
    Failure {
        status: failure
            .status
            .or_else(|| failure.kind.as_deref().and_then(status_of)),
        ..failure
    }
}

fn status_of(kind: &str) -> Option<u16> {
    Some(match kind {
        "invalid_request_error" => 400,
        "authentication_error" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" => 404,
        "request_too_large" => 413,
        "rate_limit_error" => 429,
        "api_error" => 500,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(
        status: u16,
        headers: &[(&'static str, &'static str)],
        message: &str,
    ) -> Option<String> {
        let headers = headers
            .iter()
            .map(|(name, value)| {
                let value = reqwest::header::HeaderValue::from_static(value);
                (name.parse().expect("a header's name"), value)
            })
            .collect();
        let error = json!({ "type": "rate_limit_error", "message": message });
        let body = json!({ "type": "error", "error": error }).to_string();
        decode_error(status, &headers, body.as_bytes()).failure.code
    }

    #[test]
    fn only_a_429_that_says_when_is_worth_waiting_for() {
        let wait = ("retry-after", "16");
        assert_eq!(code(429, &[wait], "slow down"), None);
        assert_eq!(code(529, &[], "Overloaded"), None);
        let spent = Some(NO_CREDIT.to_owned());
        assert_eq!(code(429, &[], "limit reached"), spent);
        assert_eq!(code(429, &[wait, ("x-should-retry", "false")], "no"), spent);
        let low = "Your credit balance is too low to access the API.";
        assert_eq!(code(400, &[], low), spent);
    }

    #[test]
    fn an_error_in_a_stream_has_the_status_of_its_kind() {
        let error = json!({ "type": "overloaded_error", "message": "Overloaded" });
        let failure = failure(&json!({ "type": "error", "error": error }));
        assert_eq!(failure.status, Some(529));
        assert_eq!(failure.kind.as_deref(), Some("overloaded_error"));
    }
}
