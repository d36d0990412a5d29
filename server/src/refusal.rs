//! How a request is refused: for scripts the error as JSON, the same as server functions give; for programs as
//! OpenAI writes it; for a person whose browser asked for a page, a plain page with the same words.

use crate::rate_limit::RateLimit;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use tollgate::Error;
use tollgate::wire::{Wrong, openai_chat};
use tollgate_app::shared::api::AppError;

pub(crate) struct Refusal {
    status: StatusCode,
    error: AppError,
    form: Form,
    rate_limit: Option<Box<RateLimit>>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Form {
    Json,
    Page,
    OpenAi,
}

impl Form {
    pub(crate) fn asked_by(request: &Request) -> Self {
        if request.uri().path().starts_with("/v1/") {
            return Self::OpenAi;
        }
        let accept = request.headers().get(header::ACCEPT);
        let accept = accept.and_then(|value| value.to_str().ok());
        match accept.is_some_and(|accept| accept.contains("text/html")) {
            true => Self::Page,
            false => Self::Json,
        }
    }
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            error: AppError::new(code, message),
            form: Form::Json,
            rate_limit: None,
        }
    }

    /// In the form that the request asked for.
    pub(crate) fn for_request(self, request: &Request) -> Self {
        self.in_form(Form::asked_by(request))
    }

    pub(crate) fn in_form(mut self, form: Form) -> Self {
        self.form = form;
        self
    }

    /// Names the field that is wrong.
    pub(crate) fn about(mut self, field: impl Into<String>) -> Self {
        self.error.field = Some(field.into());
        self
    }

    pub(crate) fn after_seconds(mut self, seconds: u64) -> Self {
        self.error.retry_after = Some(seconds);
        self
    }

    pub(crate) fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on our side. Nothing was lost; try again.",
        )
    }

    /// As OpenAI writes errors.
    fn openai(&self) -> String {
        let AppError {
            code,
            message,
            field,
            ..
        } = &self.error;
        openai_chat::error_body(self.status.as_u16(), code, message, field.as_deref()).to_string()
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
            rate_limit: RateLimit::in_error(&error).map(Box::new),
            error: error.into(),
            form: Form::Json,
        }
    }
}

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        let refusal = Self::new(StatusCode::BAD_REQUEST, "invalid_request", wrong.message);
        match wrong.field.is_empty() {
            true => refusal,
            false => refusal.about(wrong.field),
        }
    }
}

/// How a program is refused.
pub(crate) struct ProgramRefusal(Refusal);

impl ProgramRefusal {
    pub(crate) fn body(&self) -> String {
        self.0.openai()
    }
}

impl<E: Into<Refusal>> From<E> for ProgramRefusal {
    fn from(error: E) -> Self {
        Self(error.into().in_form(Form::OpenAi))
    }
}

impl IntoResponse for ProgramRefusal {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (kind, body) = match self.form {
            Form::Page => ("text/html; charset=utf-8", self.page()),
            Form::OpenAi => ("application/json", self.openai()),
            Form::Json => {
                let json = serde_json::to_string(&self.error).unwrap_or_default();
                ("application/json", json)
            }
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.error.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(limit) = self.rate_limit {
            limit.tell(headers);
        }
        response
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
