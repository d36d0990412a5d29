//! Google's errors: the kind is in `status`, and what to do about it in `details`.

use crate::provider::refusal::{self, BAD_KEY, NO_CREDIT, Refusal};
use crate::types::Failure;
use crate::wire::json;
use reqwest::header::HeaderMap;
use serde_json::Value;
use std::time::Duration;

pub(in crate::provider) fn decode_error(status: u16, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let mut refusal = Refusal::read(status, headers, body);
    let Ok(value) = json::parse(&String::from_utf8_lossy(body)) else {
        return refusal;
    };
    let Some(error) = refusal::error_in(&value) else {
        return refusal;
    };
    refusal.failure.code = code_of(error).map(str::to_owned);
    refusal.retry_after = refusal.retry_after.or_else(|| wait_in(error));
    refusal
}

/// The error inside a stream.
pub(in crate::provider) fn failure(value: &Value) -> Failure {
    let error = refusal::error_in(value).unwrap_or(value);
    Failure {
        code: code_of(error).map(str::to_owned),
        ..refusal::failure_of(error)
    }
}

/// The code that says the same everywhere: a wrong key is a mere mistake in the request here, and a limit
/// that no waiting cures has the status of one that does.
fn code_of(error: &Value) -> Option<&'static str> {
    let mut reasons = details(error).filter_map(|detail| detail.get("reason")?.as_str());
    if reasons.any(|reason| matches!(reason, "API_KEY_INVALID" | "API_KEY_EXPIRED")) {
        return Some(BAD_KEY);
    }
    let mut limits = details(error).filter_map(|detail| detail.get("violations")?.as_array());
    let is_final = |limit: &Value| {
        let by_the_day = |id: &str| id.contains("PerDay");
        limit["quotaId"].as_str().is_some_and(by_the_day) || limit["quotaValue"] == "0"
    };
    limits
        .any(|limits| limits.iter().any(is_final))
        .then_some(NO_CREDIT)
}

/// How long it asks to wait: `"48s"`, `"1.5s"`.
fn wait_in(error: &Value) -> Option<Duration> {
    let seconds =
        details(error).find_map(|detail| detail.get("retryDelay")?.as_str()?.strip_suffix('s'));
    Duration::try_from_secs_f64(seconds?.parse().ok()?).ok()
}

fn details(error: &Value) -> impl Iterator<Item = &Value> {
    error["details"].as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refusal(details: Value) -> Refusal {
        let error = json!({ "code": 429, "status": "RESOURCE_EXHAUSTED", "message": "no", "details": details });
        let body = json!([{ "error": error }]).to_string();
        decode_error(429, &HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn the_wish_to_wait_stands_in_the_body() {
        let wait = |delay: Value| refusal(json!([{ "retryDelay": delay }])).retry_after;
        assert_eq!(wait(json!("48s")), Some(Duration::from_secs(48)));
        assert_eq!(wait(json!("1.5s")), Some(Duration::from_millis(1_500)));
        for nonsense in [
            json!("soon"),
            json!("-1s"),
            json!(7),
            json!("NaNs"),
            json!("1e300s"),
        ] {
            assert_eq!(wait(nonsense.clone()), None, "{nonsense}");
        }
    }

    #[test]
    fn limits_by_the_day_and_limits_of_nothing_are_final() {
        let code = |id: &str, value: &str| {
            let limit = json!({ "quotaId": id, "quotaValue": value });
            refusal(json!([{ "violations": [limit] }])).failure.code
        };
        assert_eq!(code("RequestsPerMinute", "10"), None);
        assert_eq!(
            code("RequestsPerDay-FreeTier", "50").as_deref(),
            Some(NO_CREDIT)
        );
        assert_eq!(code("RequestsPerMinute", "0").as_deref(), Some(NO_CREDIT));
    }

    #[test]
    fn a_wrong_key_is_called_so() {
        let refusal = refusal(json!([{ "reason": "API_KEY_INVALID" }]));
        assert_eq!(refusal.failure.code.as_deref(), Some(BAD_KEY));
        assert_eq!(refusal.failure.kind.as_deref(), Some("RESOURCE_EXHAUSTED"));
    }
}
