//! What a person may know of an error: its text, its status, never its cause. That is logged here, once.

use crate::shared::api::{AppError, Unreadable};
use http::{HeaderValue, Method, StatusCode, header};
use leptos::prelude::{provide_context, use_context};
use leptos_axum::ResponseOptions;
use tollgate::Error;
use tollgate::error::whole_seconds;

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        log(&error);
        let retry_after = error.retry_after().map(whole_seconds);
        set_status(error.status(), retry_after);
        Self {
            code: error.code().into(),
            message: error.to_string(),
            field: field(&error).map(str::to_owned),
            retry_after,
        }
    }
}

/// Has requests whose arguments cannot be read refused as what they are, with their status. The router calls
/// it for each request.
pub fn provide_refusals() {
    provide_context(Unreadable(|why| {
        Error::invalid("request", unreadable(&why)).into()
    }));
}

/// Names the argument. What else the decoder says may quote the request, and so a password.
fn unreadable(why: &str) -> String {
    let named = ["missing field `", "unknown field `", "duplicate field `"]
        .iter()
        .find_map(|kind| {
            let name = why.split_once(kind)?.1.split('`').next()?;
            Some(format!(": {kind}{name}`"))
        });
    let named = named.unwrap_or_default();
    format!("This request cannot be read{named}. Load the page again.")
}

/// The field of the form to which an error belongs.
fn field(error: &Error) -> Option<&str> {
    match error {
        Error::Invalid { field, .. } => Some(field),
        Error::Unsayable { field, .. } => Some(field),
        Error::ClosedModel { .. } | Error::ClosedToTier { .. } => Some("model"),
        _ => None,
    }
}

fn log(error: &Error) {
    match error {
        Error::Store(cause) => tracing::error!(cause = %chain(cause), "the store failed"),
        Error::Internal(cause) => tracing::error!(%cause, "internal error"),
        Error::LocalModel(cause) => tracing::error!(%cause, "the local model cannot be used"),
        Error::Provider(cause) => tracing::warn!(%cause, "a provider failed"),
        _ => {}
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text = format!("{text}: {cause}");
        next = cause.source();
    }
    text
}

/// Sets the status of the response under way, if there is one.
fn set_status(status: u16, retry_after: Option<u64>) {
    let (Some(response), Ok(status)) = (
        use_context::<ResponseOptions>(),
        StatusCode::from_u16(status),
    ) else {
        return;
    };
    // A form that was sent without a script is answered with a redirect back to its page, which shows the
    // error; any other status would leave the person in front of JSON.
    if !is_plain_form() {
        response.set_status(status);
    }
    if let Some(seconds) = retry_after {
        response.insert_header(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

fn is_plain_form() -> bool {
    use_context::<http::request::Parts>().is_some_and(|request| {
        let accept = request
            .headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok());
        request.method == Method::POST && accept.is_some_and(|accept| accept.contains("text/html"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::error::StoreError;

    #[test]
    fn a_cause_never_reaches_the_person() {
        let source = Box::from("disk I/O error at /var/lib/secret.db");
        let error = AppError::from(Error::Store(StoreError {
            what: "sign in",
            source,
        }));
        assert!(error.is("internal"));
        assert!(!format!("{error:?}").contains("secret"));
    }

    #[test]
    fn an_argument_is_named_but_never_quoted() {
        assert_eq!(
            unreadable("unknown field `extra`, expected `email` at line 1"),
            "This request cannot be read: unknown field `extra`. Load the page again."
        );
        assert_eq!(
            unreadable("invalid type: string \"hunter2\", expected u32"),
            "This request cannot be read. Load the page again."
        );
    }

    #[test]
    fn an_invalid_field_is_named() {
        let error = AppError::from(Error::invalid(
            "email",
            "Write an address like ada@example.org.",
        ));
        assert_eq!(error.field.as_deref(), Some("email"));
    }
}
