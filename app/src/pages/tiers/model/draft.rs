//! A tier as it stands in the form: as it was refused, as the address says that is to be previewed, or as it is.

use crate::entities::limits::WrittenLimits;
use crate::entities::llm_list::WrittenList;
use crate::shared::api::AppError;
use crate::shared::server::{LastForm, Place, Sent};
use tollgate::Error;
use tollgate::types::{NewTier, Tier};

pub struct Draft {
    pub sent: Sent,
    /// What is typed, if all of it can be read.
    pub read: Option<NewTier>,
    /// Somebody changed the tier since it was typed.
    pub is_old: bool,
}

impl Draft {
    pub fn of(place: &Place, last: &LastForm, tier: &Tier) -> Self {
        let refused = last.of_where("set_tier", "tier", &tier.id.to_string());
        let said = |name| place.said(name);
        let is_preview = said("preview").is_some() && !refused.was_refused();
        let sent = match is_preview {
            true => place.form(),
            false => refused,
        };
        let version = said("version").unwrap_or_default();
        let is_old = is_preview && version != tier.version.to_string();
        let (read, error) = match read(&sent, tier) {
            Ok(read) => (Some(read), None),
            Err(error) => (None, Some(error)),
        };
        // What was refused says itself what was wrong.
        let sent = match is_preview {
            true => sent.wrong(error),
            false => sent,
        };
        Self { sent, read, is_old }
    }

    /// Whether something is typed that differs from the tier.
    pub fn changes(&self, tier: &Tier) -> bool {
        self.read.as_ref().is_some_and(|read| *read != tier.said())
    }
}

fn read(sent: &Sent, tier: &Tier) -> Result<NewTier, AppError> {
    let now = WrittenLimits::of(&tier.limits);
    let written = WrittenLimits {
        requests_per_hour: sent.value("requests_per_hour", now.requests_per_hour),
        at_once: sent.value("at_once", now.at_once),
        tokens_per_day: sent.value("tokens_per_day", now.tokens_per_day),
        daily_budget: sent.value("daily_budget", now.daily_budget),
        monthly_budget: sent.value("monthly_budget", now.monthly_budget),
    };
    let name = sent.value("name", tier.name.clone());
    let limits = written.read().map_err(shown)?;
    let list = WrittenList::sent(sent, tier.models.as_ref());
    let models = list.read().map_err(shown)?;
    Ok(NewTier {
        name,
        limits,
        models,
    })
}

/// For the field alone: the page itself is drawn as it was asked for.
fn shown(error: Error) -> AppError {
    let field = match &error {
        Error::Invalid { field, .. } => Some((*field).to_owned()),
        _ => None,
    };
    AppError {
        field,
        ..AppError::new("invalid", error.to_string())
    }
}

/// How a new tier begins.
pub fn copy_of(like: Option<&Tier>) -> NewTier {
    match like {
        Some(tier) => NewTier {
            name: format!("{} (copy)", tier.name),
            ..tier.said()
        },
        None => NewTier::default(),
    }
}
