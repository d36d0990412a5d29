//! Changes in words.

use crate::entities::limits::{differences, in_words};
use crate::entities::model_section::{changes, made};
use crate::entities::section;
use tollgate::config::ModelSection;
use tollgate::types::{AuditEntry, AuditWhat, Limits, NewTier, Section, Tier};

pub fn what(what: AuditWhat) -> &'static str {
    match what {
        AuditWhat::TierCreated => "Tier made",
        AuditWhat::TierChanged => "Tier changed",
        AuditWhat::AccountTier => "Moved to a tier",
        AuditWhat::AccountLimits => "Own limits set",
        AuditWhat::TopUp => "Topped up",
        AuditWhat::AccountStatus => "Account opened or suspended",
        AuditWhat::AccountRole => "Made admin or person",
        AuditWhat::SecondFactorReset => "Second factor reset",
        AuditWhat::AccountCreated => "Account made",
        AuditWhat::Invitation => "Invitation made",
        AuditWhat::KeyRevoked => "Key revoked",
        AuditWhat::ConfigurationSet => "Configuration set",
    }
}

/// What was changed. `tiers` are all that there are.
pub fn object(entry: &AuditEntry, tiers: &[Tier]) -> String {
    let object = entry.object.as_deref().unwrap_or("no longer there");
    let section = match entry.what {
        AuditWhat::ConfigurationSet => Section::named(object),
        _ => None,
    };
    section.map_or_else(
        || object.to_owned(),
        |section| section::title(&section, tiers),
    )
}

/// What it was and became. What a later version wrote and this one cannot read is shown as it stands.
pub fn change(entry: &AuditEntry) -> String {
    match entry.what {
        AuditWhat::TierChanged => tiers(entry),
        AuditWhat::TierCreated => read::<NewTier>(&entry.after).map(|tier| limits(&tier.limits)),
        AuditWhat::AccountLimits => own(entry),
        AuditWhat::ConfigurationSet => model(entry).or_else(|| Some(set(entry))),
        _ => None,
    }
    .unwrap_or_else(|| plainly(entry))
}

fn tiers(entry: &AuditEntry) -> Option<String> {
    let changed = differences(&read(&entry.before)?, &read(&entry.after)?);
    let changed = changed
        .into_iter()
        .map(|one| format!("{}: {} → {}", one.what, one.before, one.after));
    Some(changed.collect::<Vec<_>>().join(" · "))
}

fn set(entry: &AuditEntry) -> String {
    section::differences(entry.before.as_deref(), entry.after.as_deref())
}

/// Of the sections, those of models.
fn model(entry: &AuditEntry) -> Option<String> {
    let before: Option<ModelSection> = read(&entry.before);
    let after: Option<ModelSection> = read(&entry.after);
    Some(match (before, after) {
        (Some(before), Some(after)) => changes(&before, &after),
        (None, Some(after)) => made(&after),
        (Some(_), None) => "given back to the file".to_owned(),
        (None, None) => return None,
    })
}

fn own(entry: &AuditEntry) -> Option<String> {
    let (before, after) = (read(&entry.before)?, read(&entry.after)?);
    Some(format!("{} → {}", limits(&before), limits(&after)))
}

fn limits(limits: &Limits) -> String {
    match in_words(limits) {
        none if none.is_empty() => "none".to_owned(),
        said => said,
    }
}

fn plainly(entry: &AuditEntry) -> String {
    match (&entry.before, &entry.after) {
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (before, after) => before.clone().or_else(|| after.clone()).unwrap_or_default(),
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &Option<String>) -> Option<T> {
    serde_json::from_str(text.as_deref()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{AccountId, Timestamp};

    fn shown(what: AuditWhat, before: Option<&str>, after: Option<&str>) -> String {
        change(&AuditEntry {
            seq: 1,
            at: Timestamp(0),
            by: None,
            what,
            of: AccountId::new().0,
            object: None,
            before: before.map(str::to_owned),
            after: after.map(str::to_owned),
        })
    }

    #[test]
    fn changes_are_said_in_words() {
        let tier =
            |budget: i64| format!(r#"{{"name":"Free","limits":{{"daily_budget":{budget}}}}}"#);
        let (before, after) = (tier(1_000_000_000), tier(500_000_000));
        assert_eq!(
            shown(AuditWhat::TierChanged, Some(&before), Some(&after)),
            "Budget a day: $1.00 → $0.50"
        );
        assert_eq!(
            shown(AuditWhat::TierCreated, None, Some(&after)),
            "$0.50 a day"
        );
        assert_eq!(
            shown(
                AuditWhat::AccountLimits,
                Some("{}"),
                Some(r#"{"at_once":2}"#)
            ),
            "none → 2 at once"
        );
        assert_eq!(
            shown(AuditWhat::AccountStatus, Some("active"), Some("suspended")),
            "active → suspended"
        );
        assert_eq!(
            shown(
                AuditWhat::ConfigurationSet,
                Some(r#"{"ttl_seconds":60}"#),
                Some(r#"{"ttl_seconds":30}"#)
            ),
            "ttl_seconds: 60 → 30"
        );
        assert_eq!(shown(AuditWhat::TierChanged, Some("?"), Some("!")), "? → !");
        assert_eq!(shown(AuditWhat::KeyRevoked, None, None), "");
        let model = |context| {
            format!(r#"{{"name":"m","targets":[{{"provider":"p"}}],"context":{context}}}"#)
        };
        let set = AuditWhat::ConfigurationSet;
        assert_eq!(
            shown(set, Some(&model(8_000)), Some(&model(9_000))),
            "Context: 8000 → 9000"
        );
        assert_eq!(shown(set, None, Some(&model(1))), "Set: served by p");
        assert_eq!(shown(set, Some(&model(1)), None), "given back to the file");
    }
}
