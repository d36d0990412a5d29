//! Errors in OpenAI's shape.

use serde_json::{Value, json};

/// `code` is a stable word, `param` the field that is wrong.
pub fn error_body(status: u16, code: &str, message: &str, param: Option<&str>) -> Value {
    let kind = match status {
        402 => "insufficient_quota",
        403 => "permission_error",
        429 => "rate_limit_error",
        500.. => "server_error",
        _ => "invalid_request_error",
    };
    json!({ "error": { "message": message, "type": kind, "param": param, "code": code } })
}
