//! The one error that crosses from server to browser: what happened, in the words a person reads.

use leptos::prelude::use_context;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

/// Why a server function refused. The cause stays in the server's log.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AppError {
    /// A stable word, as `tollgate::Error::code` gives it, or `offline`.
    pub code: Cow<'static, str>,
    /// What happened and what to do, ready to be shown.
    pub message: String,
    /// The field of the form that is wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Seconds to wait, where waiting helps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl AppError {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            field: None,
            retry_after: None,
        }
    }

    pub fn is(&self, code: &str) -> bool {
        self.code == code
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for AppError {}

/// How the server refuses arguments that cannot be read. It is in the context there and nowhere else, and so
/// tells a request that cannot be read from an answer that cannot.
#[derive(Clone, Copy)]
pub struct Unreadable(pub fn(String) -> AppError);

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match (error, use_context()) {
            (
                ServerFnErrorErr::Deserialization(why) | ServerFnErrorErr::Args(why),
                Some(Unreadable(refuse)),
            ) => refuse(why),
            (error, _) => Self::in_transit(error),
        }
    }
}

impl AppError {
    /// What went wrong between the browser and the function.
    fn in_transit(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::new(
                "offline",
                "The server cannot be reached. Check the connection and try again.",
            ),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::new(
                "invalid_request",
                "The form was not complete. Load the page again.",
            ),
            // A proxy's page, or a version of the server that this page does not know.
            ServerFnErrorErr::Deserialization(_) => Self::new(
                "unreadable",
                "The server's answer cannot be read. Load the page again.",
            ),
            _ => Self::new(
                "internal",
                "Something went wrong on our side. Nothing was lost; try again.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_survives_the_way_to_the_browser() {
        let error = AppError {
            field: Some("email".into()),
            retry_after: Some(7),
            ..AppError::new("rate_limited", "Too many tries.")
        };
        assert_eq!(AppError::de(error.ser()), error);
    }

    #[test]
    fn what_is_no_error_of_ours_becomes_one_that_can_be_read() {
        let error = AppError::de("<html>502</html>".into());
        assert!(error.is("unreadable"));
    }
}
