//! Every version of a tier: who made it, when, and what it changed.

use crate::entities::limits::{differences, in_words};
use crate::shared::lib::when::when;
use leptos::prelude::*;
use tollgate::types::{TierVersion, Timestamp};

/// Newest first.
#[component]
pub fn History(versions: Vec<TierVersion>, now: Timestamp) -> impl IntoView {
    let before = versions.iter().skip(1).map(Some).chain([None]);
    let rows: Vec<_> = versions
        .iter()
        .zip(before)
        .map(|(version, before)| row(version, before, now))
        .collect();
    view! {
        <section class="card tier-history" aria-labelledby="history-title">
            <header class="card-head"><h2 id="history-title">"History"</h2></header>
            <div class="table-card" tabindex="0" role="region" aria-label="History">
                <table class="table">
                    <caption class="sr-only">"Versions, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="end">"Version"</th>
                            <th scope="col">"When"</th>
                            <th scope="col">"Who"</th>
                            <th scope="col">"What changed"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

fn row(
    version: &TierVersion,
    before: Option<&TierVersion>,
    now: Timestamp,
) -> impl IntoView + use<> {
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
    view! {
        <tr>
            <td class="end">{tier.version}</td>
            <td>{at}</td>
            <td>{by}</td>
            <td class="wraps">{what}</td>
        </tr>
    }
}
