//! What came of the last plain form: kept in the session until the page it came from is drawn again, so that a
//! refused form loses nothing and an accepted one says so.

use super::session::session;
use crate::shared::api::AppError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tollgate::{Error, Result};
use tower_sessions::Session;

/// Where it stands among a session's data.
const KEY: &str = "last_form";
/// Fields that are never kept.
const SECRET: [&str; 5] = ["password", "current", "repeated", "code", "secret"];
/// Longest form that is kept, in bytes of all its values.
const LONGEST: usize = 64 * 1024;

#[derive(Clone, Default, Debug, Serialize, Deserialize)]
pub struct LastForm {
    said: Option<String>,
    /// What is shown this once.
    #[serde(default)]
    shown: Vec<String>,
    refused: Option<Refused>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Refused {
    /// The path it was sent to.
    action: String,
    error: AppError,
    typed: Vec<(String, String)>,
}

/// Good news for the page to which the form leads back.
pub async fn say(text: impl Into<String>) -> Result<()> {
    show_once(text, Vec::new()).await
}

/// The same with what the page shows once and never again: a secret that was just made, or what came of a test.
/// It is forgotten when the page is drawn.
pub async fn show_once(text: impl Into<String>, shown: Vec<String>) -> Result<()> {
    let said = LastForm {
        said: Some(text.into()),
        shown,
        refused: None,
    };
    said.keep(&session().await?).await
}

/// Given out once.
pub async fn last_form() -> Result<LastForm> {
    let last = session().await?.remove(KEY).await.map_err(failed)?;
    Ok(last.unwrap_or_default())
}

impl LastForm {
    /// A form that was refused; `body` as it was sent.
    pub fn refused(action: &str, error: AppError, body: &[u8]) -> Self {
        let typed = form_urlencoded::parse(body).into_owned();
        let typed: Vec<_> = typed
            .filter(|(name, _)| !SECRET.contains(&name.as_str()))
            .collect();
        let long = typed.iter().map(|(_, value)| value.len()).sum::<usize>() > LONGEST;
        Self {
            said: None,
            shown: Vec::new(),
            refused: Some(Refused {
                action: action.to_owned(),
                error,
                typed: if long { Vec::new() } else { typed },
            }),
        }
    }

    pub async fn keep(&self, session: &Session) -> Result<()> {
        session.insert(KEY, self).await.map_err(failed)
    }

    pub fn said(&self) -> Option<String> {
        self.said.clone()
    }

    /// What [`show_once`] gave.
    pub fn shown(&self) -> &[String] {
        &self.shown
    }

    /// The form of this server function, of which the page has one.
    pub fn of(&self, endpoint: &str) -> Sent {
        self.found(endpoint, |_| true)
    }

    /// The form of this server function in which `field` says `value`, where the page has one for each thing.
    pub fn of_where(&self, endpoint: &str, field: &str, value: &str) -> Sent {
        self.found(endpoint, |refused| refused.value(field) == Some(value))
    }

    fn found(&self, endpoint: &str, is_it: impl Fn(&Refused) -> bool) -> Sent {
        let refused = self.refused.clone().filter(|refused| {
            refused.action.rsplit('/').next() == Some(endpoint) && is_it(refused)
        });
        match refused {
            Some(refused) => Sent::typed(refused.typed).wrong(Some(refused.error)),
            None => Sent::default(),
        }
    }
}

impl Refused {
    fn value(&self, field: &str) -> Option<&str> {
        value_of(&self.typed, field)
    }
}

fn value_of<'a>(typed: &'a [(String, String)], field: &str) -> Option<&'a str> {
    let (_, value) = typed.iter().find(|(name, _)| name == field)?;
    Some(value)
}

/// A form as it was sent, if it was refused; or as it stands in the address of a page that shows what it would do.
#[derive(Clone, Default, Debug)]
pub struct Sent {
    typed: Option<Vec<(String, String)>>,
    error: Option<AppError>,
}

impl Sent {
    pub fn typed(typed: Vec<(String, String)>) -> Self {
        Self {
            typed: Some(typed),
            error: None,
        }
    }

    /// The same with what is wrong with it.
    #[must_use]
    pub fn wrong(self, error: Option<AppError>) -> Self {
        Self { error, ..self }
    }

    /// Whether anything was typed.
    pub fn is_there(&self) -> bool {
        self.typed.is_some()
    }

    pub fn was_refused(&self) -> bool {
        self.error.is_some()
    }

    /// What was typed into a field, if the form had it.
    pub fn said(&self, field: &str) -> Option<&str> {
        let typed = self.typed.as_ref()?;
        value_of(typed, field)
    }

    /// The names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let typed = self.typed.iter().flatten();
        typed.map(|(name, _)| name.as_str())
    }

    /// What was typed, else what is there.
    pub fn value(&self, field: &str, current: impl Into<String>) -> String {
        let typed = self.said(field);
        typed.map_or_else(|| current.into(), str::to_owned)
    }

    /// Whether a box was ticked; an unticked one is not sent.
    pub fn ticked(&self, field: &str, current: bool) -> bool {
        match self.is_there() {
            true => self.said(field).is_some(),
            false => current,
        }
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Signal<Option<String>> {
        self.message_if(|place| place == Some(field))
    }

    /// What is wrong with none of these fields.
    pub fn elsewhere(&self, fields: &[&str]) -> Signal<Option<String>> {
        self.message_if(|place| place.is_none_or(|place| !fields.contains(&place)))
    }

    fn message_if(&self, is_there: impl Fn(Option<&str>) -> bool) -> Signal<Option<String>> {
        let error = self.error.as_ref();
        let at = error.filter(|error| is_there(place_of(error)));
        Signal::stored(at.map(|error| error.message.clone()))
    }
}

/// Whoever is signed in shows the current password again; the core does not know that field.
fn place_of(error: &AppError) -> Option<&str> {
    match error.is("wrong_password") {
        true => Some("current"),
        false => error.field.as_deref(),
    }
}

fn failed(error: tower_sessions::session::Error) -> Error {
    Error::Internal(format!("session: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &str) -> LastForm {
        let error = AppError {
            field: Some("name".into()),
            ..AppError::new("invalid", "A name has 1 to 40 characters.")
        };
        LastForm::refused("/api/fn/set_tier", error, body.as_bytes())
    }

    #[test]
    fn a_refused_form_comes_back_as_it_was_typed_without_its_secrets() {
        let last = refused("tier=7&name=A+%26+B&password=hunter2&on=on");
        assert!(!format!("{last:?}").contains("hunter2"));
        let sent = last.of_where("set_tier", "tier", "7");
        assert_eq!(sent.value("name", "before"), "A & B");
        assert_eq!(sent.value("other", "before"), "before");
        assert!(sent.ticked("on", false) && !sent.ticked("off", true));
        for other in [last.of("set_cap"), last.of_where("set_tier", "tier", "8")] {
            assert!(!other.was_refused());
            assert_eq!(other.value("name", "before"), "before");
        }
    }

    #[test]
    fn what_is_wrong_stands_at_its_field_or_else_above() {
        let owner = Owner::new();
        owner.set();
        let sent = refused("").of("set_tier");
        assert!(sent.error("name").get_untracked().is_some());
        assert_eq!(sent.error("budget").get_untracked(), None);
        assert_eq!(sent.elsewhere(&["name"]).get_untracked(), None);
        assert!(sent.elsewhere(&["budget"]).get_untracked().is_some());
    }

    #[test]
    fn a_form_that_is_too_long_is_not_kept() {
        let last = refused(&format!("name={}", "a".repeat(LONGEST + 1)));
        assert_eq!(last.of("set_tier").value("name", ""), "");
        assert!(last.of("set_tier").was_refused());
    }
}
