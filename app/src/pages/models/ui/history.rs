//! Every version of a model: who made it, when, and what it changed.

use crate::entities::model_section::{changes, made};
use crate::entities::version::{Version, Versions};
use crate::shared::lib::when::when;
use leptos::prelude::*;
use tollgate::config::ModelSection;
use tollgate::offer::OfferedModel;
use tollgate::types::{Override, Timestamp};

#[component]
pub fn History(known: OfferedModel, now: Timestamp) -> impl IntoView {
    let versions = known.history;
    if versions.is_empty() {
        return ().into_any();
    }
    let before = versions.iter().skip(1).map(Some).chain([None]);
    let versions = versions.iter().zip(before).map(|(version, before)| {
        let by = version.changed_by.clone();
        Version {
            number: version.version,
            at: when(version.changed_at, now),
            by: by.unwrap_or_else(|| "command line".to_owned()),
            what: what(version, before, known.told.as_ref()),
        }
    });
    view! { <Versions versions=versions.collect()/> }.into_any()
}

/// Where nothing was set before, what the file says now was in force.
fn what(version: &Override, before: Option<&Override>, told: Option<&ModelSection>) -> String {
    let Some(after) = section(version) else {
        return match told {
            Some(_) => "Given back to the file".to_owned(),
            None => "Removed".to_owned(),
        };
    };
    let before = before.and_then(section);
    match before.as_ref().or(told) {
        Some(before) => changes(before, &after),
        None => made(&after),
    }
}

/// `None` where it was given back, and for what this version of the program cannot read.
fn section(version: &Override) -> Option<ModelSection> {
    serde_json::from_str(version.document.as_deref()?).ok()
}
