//! Every version of a tier: who made it, when, and what it changed.

use crate::entities::limits::{differences, in_words};
use crate::entities::version::{Version, Versions};
use crate::shared::lib::when::when;
use leptos::prelude::*;
use tollgate::types::{TierVersion, Timestamp};

/// Newest first.
#[component]
pub fn History(versions: Vec<TierVersion>, now: Timestamp) -> impl IntoView {
    let before = versions.iter().skip(1).map(Some).chain([None]);
    let versions = versions.iter().zip(before);
    let versions = versions.map(|(version, before)| shown(version, before, now));
    view! { <Versions versions=versions.collect()/> }.into_any()
}

fn shown(version: &TierVersion, before: Option<&TierVersion>, now: Timestamp) -> Version {
    let tier = &version.tier;
    let (at, by) = match (tier.changed_at, &version.changed_by) {
        (Timestamp(0), None) => ("–".to_owned(), "came with the program".to_owned()),
        (at, None) => (when(at, now), "command line".to_owned()),
        (at, Some(name)) => (when(at, now), name.clone()),
    };
    let what = match before {
        None => in_words(&tier.limits),
        Some(before) => {
            let changed = differences(&before.tier.said(), &tier.said());
            let changed = changed
                .into_iter()
                .map(|one| format!("{}: {} → {}", one.what, one.before, one.after));
            changed.collect::<Vec<_>>().join(" · ")
        }
    };
    Version {
        number: tier.version,
        at,
        by,
        what,
    }
}
