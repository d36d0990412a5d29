//! The provider answers with an error. Whatever it says, it quotes the key, as some do.

use super::connection::scenario;
use super::fault::{Expected, Fault, answered, unanswered};
use crate::test_app::PROVIDER_KEY;
use serde_json::{Value, json};
use tollgate::provider::Dialect;
use tollgate_scripted_provider::{ApiError, Script, Step};

const BAD_KEY: &str =
    "Lab did not accept the organisation's key. An admin can set another. Nothing was charged.";
const BILL: &str =
    "Lab asked the organisation to pay its bill or to raise its limit. Nothing was charged.";
const MISTAKE: &str = "Lab found a mistake in the request. Change it, or ask another model; an admin finds the reason in the log. Nothing was charged.";
const FORBIDDEN: &str = "Lab does not allow this to the organisation. An admin finds the reason in the log. Nothing was charged.";
const TOO_LARGE: &str = "Lab found the request too large. Send less at once, or ask another model. Nothing was charged.";
const FILTERED: &str =
    "Lab refused this for its content. Change the text and send it again. Nothing was charged.";
const LIMIT: &str = "Lab was over its limit. Try again in a moment. Nothing was charged.";

pub fn faults() -> Vec<Fault> {
    let mut faults = refusals();
    faults.extend(limits());
    faults
}

fn refusals() -> Vec<Fault> {
    vec![
        Fault::new(
            "400",
            "finds a mistake in the request (400)",
            |_| status(400),
            |_| refused(MISTAKE, 400, "invalid_request"),
        ),
        Fault::new(
            "401",
            "refuses the key (401)",
            |_| status(401),
            |_| unanswered(1, BAD_KEY),
        ),
        Fault::new(
            "402",
            "wants to be paid (402)",
            |_| status(402),
            |_| unanswered(1, BILL),
        ),
        Fault::new(
            "403",
            "forbids it (403)",
            |_| status(403),
            |_| refused(FORBIDDEN, 403, "forbidden"),
        ),
        Fault::new(
            "403-key",
            "refuses the key, and says so with 403",
            bad_key,
            |dialect| match dialect {
                Dialect::OpenAi | Dialect::Google => unanswered(1, BAD_KEY),
                Dialect::Anthropic | Dialect::Ollama => None,
            },
        ),
        Fault::new(
            "404",
            "does not know the model (404)",
            |_| status(404),
            |_| unanswered(1, "Lab did not know this model. Nothing was charged."),
        ),
        Fault::new(
            "413",
            "finds the request too large (413)",
            |_| status(413),
            |_| refused(TOO_LARGE, 413, "too_long"),
        ),
        Fault::new(
            "too-long",
            "finds the chat too long for the model",
            too_long,
            |_| {
                let error = "This chat is too long for the model. Start a new chat or choose a model with more context. Nothing was charged.";
                refused(error, 400, "context_length_exceeded")
            },
        ),
        Fault::new(
            "filtered",
            "refuses the text for its content (400)",
            filtered,
            |dialect| match dialect {
                Dialect::OpenAi => refused(FILTERED, 400, "content_policy"),
                _ => None,
            },
        ),
        Fault::new(
            "422",
            "finds a field that cannot be (422)",
            |_| status(422),
            |_| refused(MISTAKE, 400, "invalid_request"),
        ),
        Fault::new(
            "500",
            "fails (500)",
            |_| status(500),
            |_| unanswered(3, "Lab answered with an error (500). Nothing was charged."),
        ),
        Fault::new(
            "502",
            "fails (502)",
            |_| status(502),
            |_| unanswered(3, "Lab answered with an error (502). Nothing was charged."),
        ),
        Fault::new(
            "503",
            "is down (503)",
            |_| status(503),
            |_| unanswered(3, "Lab answered with an error (503). Nothing was charged."),
        ),
        Fault::new(
            "529",
            "is overloaded (529)",
            |_| status(529),
            |_| unanswered(3, "Lab answered with an error (529). Nothing was charged."),
        ),
        Fault::new(
            "503-once",
            "is down once (503)",
            |_| status(503),
            |_| answered(2),
        )
        .once(),
        Fault::new("503-page", "fails with a web page (503)", page_503, |_| {
            unanswered(3, "Lab answered with an error (503). Nothing was charged.")
        }),
        Fault::new(
            "500-silent",
            "fails (500) and does not say the rest",
            |_| Script::of([Step::Status(500), Step::Head, Step::Stall]),
            |_| unanswered(3, "Lab answered with an error (500). Nothing was charged."),
        )
        .waited_for("headers_ms = 700"),
        Fault::new(
            "html",
            "sends a web page instead of an answer (200)",
            html,
            |_| {
                unanswered(
                    1,
                    "Lab sent an answer that cannot be read. Nothing was charged.",
                )
            },
        ),
        Fault::new(
            "redirect",
            "sends the call elsewhere (307)",
            redirect,
            |_| unanswered(1, "Lab answered with an error (307). Nothing was charged."),
        ),
    ]
}

/// 429 in every form. All is over in the middle of the first wait where it is too long to be borne.
fn limits() -> Vec<Fault> {
    vec![
        Fault::new("429-quota", "has no more money for it (429)", quota, |_| {
            unanswered(1, BILL)
        }),
        Fault::new(
            "429",
            "is over its limit (429) and does not say for how long",
            |_| status(429),
            |dialect| match dialect {
                Dialect::Anthropic => unanswered(1, BILL),
                _ => unanswered(3, LIMIT),
            },
        ),
        Fault::new(
            "429-long",
            "is over its limit (429) for two minutes",
            too_long_a_wait,
            |_| unanswered(1, LIMIT).map(|expected| expected.after(120)),
        ),
        Fault::new(
            "429-seconds",
            "is over its limit (429) for 7 s: `Retry-After: 7`",
            seconds,
            |_| waited(7_000),
        )
        .once(),
        Fault::new(
            "429-date",
            "the same with a date in `Retry-After`",
            date,
            |_| waited(7_000),
        )
        .once(),
        Fault::new(
            "429-ms",
            "the same with `retry-after-ms: 1500`",
            millis,
            |_| waited(1_500),
        )
        .once(),
        Fault::new(
            "429-info",
            "the same with `RetryInfo` in the body: 3 s",
            info,
            |dialect| match dialect {
                Dialect::Google => waited(3_000),
                _ => None,
            },
        )
        .once(),
    ]
}

/// It is the request's own fault: asked once, and told to programs as theirs.
fn refused(error: &'static str, status: u16, code: &'static str) -> Option<Expected> {
    unanswered(1, error).map(|expected| expected.refused(status, code))
}

fn waited(millis: u64) -> Option<Expected> {
    answered(2).map(|expected| expected.waiting(millis))
}

fn status(status: u16) -> Script {
    said(status, &format!("No, not with {PROVIDER_KEY}."))
}

fn said(status: u16, message: &str) -> Script {
    Script::of([Step::Error(ApiError {
        status,
        kind: None,
        message: Some(message.to_owned()),
    })])
}

fn too_long(dialect: Dialect) -> Script {
    let message = format!("prompt is too long: 9 tokens > 8 maximum, {PROVIDER_KEY}");
    match dialect {
        Dialect::OpenAi => body(
            400,
            &json!({"error": {"message": message, "type": "invalid_request_error", "code": "context_length_exceeded"}}),
        ),
        _ => said(400, &message),
    }
}

fn bad_key(dialect: Dialect) -> Script {
    let message = format!("{PROVIDER_KEY} is no good at https://lab.example.org/v1.");
    match dialect {
        Dialect::Google => body(
            403,
            &json!({"error": {"code": 403, "status": "PERMISSION_DENIED", "message": message,
                "details": [{"reason": "API_KEY_INVALID"}]}}),
        ),
        _ => body(
            403,
            &json!({"error": {"message": message, "type": "invalid_request_error", "code": "invalid_api_key"}}),
        ),
    }
}

fn filtered(_: Dialect) -> Script {
    let message = format!("The response was filtered. {PROVIDER_KEY}");
    body(
        400,
        &json!({"error": {"message": message, "type": null, "code": "content_filter"}}),
    )
}

/// Google says in the details that it is the day's limit; Ollama has no quotas of its own, but what stands
/// before it may.
fn quota(dialect: Dialect) -> Script {
    match dialect {
        Dialect::Google => body(
            429,
            &json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": format!("No, {PROVIDER_KEY}."),
                "details": [{"violations": [{"quotaId": "GenerateRequestsPerDay-FreeTier", "quotaValue": "50"}]}]}}),
        ),
        Dialect::Ollama => body(
            429,
            &json!({"error": {"message": format!("No, {PROVIDER_KEY}."), "code": "insufficient_quota"}}),
        ),
        _ => scenario("quota"),
    }
}

fn body(status: u16, body: &Value) -> Script {
    Script::of([
        Step::Status(status),
        json_head(),
        Step::Send(body.to_string()),
    ])
}

fn json_head() -> Step {
    headers(&[("content-type", "application/json")])
}

fn headers(headers: &[(&str, &str)]) -> Step {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Step::Headers(headers.iter().map(owned).collect())
}

fn limited(with: &[(&str, &str)]) -> Script {
    let mut script = status(429);
    script.steps.insert(0, headers(with));
    script
}

fn too_long_a_wait(_: Dialect) -> Script {
    limited(&[("retry-after", "120")])
}

fn seconds(_: Dialect) -> Script {
    limited(&[("retry-after", "7")])
}

/// The date counts from that of the answer, whatever the clocks say.
fn date(_: Dialect) -> Script {
    limited(&[
        ("date", "Fri, 31 Jul 2026 12:00:00 GMT"),
        ("retry-after", "Fri, 31 Jul 2026 12:00:07 GMT"),
    ])
}

fn millis(_: Dialect) -> Script {
    limited(&[("retry-after", "2"), ("retry-after-ms", "1500")])
}

fn info(_: Dialect) -> Script {
    let details =
        json!([{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3s"}]);
    body(
        429,
        &json!({"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "slow down", "details": details}}),
    )
}

fn page() -> [Step; 2] {
    let page = format!("<html><body><h1>Bad gateway</h1>{PROVIDER_KEY}</body></html>");
    [headers(&[("content-type", "text/html")]), Step::Send(page)]
}

fn html(_: Dialect) -> Script {
    Script::of(page())
}

fn page_503(_: Dialect) -> Script {
    let mut script = Script::of(page());
    script.steps.insert(0, Step::Status(503));
    script
}

/// To a place of its own, where it would be seen if it were followed.
fn redirect(_: Dialect) -> Script {
    Script::of([
        Step::Status(307),
        headers(&[("location", "followed")]),
        Step::Send(String::new()),
    ])
}
