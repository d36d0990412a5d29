//! How a request is refused: for programs the error as JSON, the same as server functions give; for a person
//! whose browser asked for a page, a plain page with the same words.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tollgate::Error;
use tollgate_app::shared::api::AppError;

pub(crate) struct Refusal {
    status: StatusCode,
    error: AppError,
    as_page: bool,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            error: AppError::new(code, message),
            as_page: false,
        }
    }

    /// In the form that the request asked for.
    pub(crate) fn for_request(mut self, headers: &HeaderMap) -> Self {
        let accept = headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok());
        self.as_page = accept.is_some_and(|accept| accept.contains("text/html"));
        self
    }

    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on our side. Nothing was lost; try again.",
        )
    }

    fn page(&self) -> String {
        let message = escape(&self.error.message);
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{} · Tollgate</title></head>\
             <body><main><h1>Tollgate</h1><p>{message}</p><p><a href=\"/\">Back to Tollgate</a></p></main></body></html>",
            self.status.as_u16()
        )
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let status = StatusCode::from_u16(error.status());
        Self {
            status: status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            error: error.into(),
            as_page: false,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (kind, body) = if self.as_page {
            ("text/html; charset=utf-8", self.page())
        } else {
            let json = serde_json::to_string(&self.error).unwrap_or_default();
            ("application/json", json)
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.error.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
