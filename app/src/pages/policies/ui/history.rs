//! Every version of what is set on a part of the page: who made it, when, and what it changed.

use crate::entities::section::{differences, title};
use crate::shared::lib::when::when;
use leptos::prelude::*;
use tollgate::Result;
use tollgate::gateway::Admin;
use tollgate::policies::Policies;
use tollgate::types::{Override, Section, Tier, Timestamp};

/// Versions that are shown; the audit log has all.
const SHOWN: usize = 20;

pub(super) struct Version {
    set: Override,
    before: Option<String>,
}

/// Of these sections, newest first.
pub(super) async fn versions(
    policies: &Policies,
    admin: &Admin,
    sections: Vec<Section>,
) -> Result<Vec<Version>> {
    let mut versions = Vec::new();
    for section in sections {
        let all = policies.history(admin, &section).await?;
        let before: Vec<_> = all.iter().skip(1).map(|one| one.document.clone()).collect();
        let before = before.into_iter().chain([None]);
        versions.extend(
            all.into_iter()
                .zip(before)
                .map(|(set, before)| Version { set, before }),
        );
    }
    versions.sort_by_key(|version| std::cmp::Reverse(version.set.changed_at));
    versions.truncate(SHOWN);
    Ok(versions)
}

#[component]
pub fn History(versions: Vec<Version>, tiers: Vec<Tier>, now: Timestamp) -> impl IntoView {
    if versions.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = versions
        .into_iter()
        .map(|version| row(version, &tiers, now))
        .collect();
    view! {
        <section class="card policy-history" aria-labelledby="history-title">
            <header class="card-head"><h2 id="history-title">"History"</h2></header>
            <div class="table-card" tabindex="0" role="region" aria-label="History">
                <table class="table">
                    <caption class="sr-only">"Versions, newest first"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"What"</th>
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

fn row(version: Version, tiers: &[Tier], now: Timestamp) -> AnyView {
    let Version { set, before } = version;
    let changed = differences(before.as_deref(), set.document.as_deref());
    view! {
        <tr>
            <th scope="row">{title(&set.section, tiers)}</th>
            <td class="end">{set.version}</td>
            <td>{when(set.changed_at, now)}</td>
            <td>{set.changed_by.unwrap_or_else(|| "command line".into())}</td>
            <td class="wraps">{changed}</td>
        </tr>
    }
    .into_any()
}
