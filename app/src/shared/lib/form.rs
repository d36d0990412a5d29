//! The errors of a form, each at its place: below its field, else above the form.

use super::focus::focus_first_error;
use crate::shared::api::AppError;
use leptos::html::Form;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

/// The last failure of a form's action, by field.
#[derive(Clone, Copy)]
pub struct FormErrors {
    last: Signal<Option<AppError>>,
    fields: &'static [&'static str],
}

impl FormErrors {
    /// `fields` are those that can show an error themselves.
    pub fn of<S>(action: ServerAction<S>, fields: &'static [&'static str]) -> Self
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let value = action.value();
        // A signal, not a memo: the same failure twice is two failures, and the focus moves again.
        let last = Signal::derive(move || {
            value.with(|value| {
                value
                    .as_ref()
                    .and_then(|value| value.as_ref().err().cloned())
            })
        });
        Self { last, fields }
    }

    pub fn at(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.last.with(|error| {
                let error = error.as_ref()?;
                (self.place(error) == Some(field)).then(|| error.message.clone())
            })
        })
    }

    /// The field of this form to which an error belongs.
    fn place(self, error: &AppError) -> Option<&'static str> {
        let named = error.field.as_deref().unwrap_or_default();
        // Which of e-mail and password was wrong is not said; the password is what people mistype.
        let wanted: &[&str] = if error.is("wrong_password") {
            &["current", "password"]
        } else {
            &[named]
        };
        wanted
            .iter()
            .find_map(|wanted| self.fields.iter().find(|field| *field == wanted))
            .copied()
    }

    /// What belongs to no field of this form.
    pub fn elsewhere(self) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.last.with(|error| {
                let error = error.as_ref()?;
                self.place(error).is_none().then(|| error.message.clone())
            })
        })
    }

    /// Puts the focus on the first wrong field after each failed submit.
    pub fn focus_in(self, form: NodeRef<Form>) {
        Effect::new(move || {
            if self.last.with(Option::is_some) {
                focus_first_error(form);
            }
        });
    }
}
