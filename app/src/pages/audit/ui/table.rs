//! Rows of the log.

use crate::shared::lib::when::day_and_time;
use crate::shared::routes;
use crate::widgets::change;
use leptos::prelude::*;
use tollgate::types::{AuditEntry, Tier};

#[component]
pub fn Table(entries: Vec<AuditEntry>, tiers: Vec<Tier>) -> impl IntoView {
    let rows = entries.into_iter().map(|entry| {
        let change = change::change(&entry);
        let object = change::object(&entry, &tiers);
        view! {
            <tr>
                <td>{day_and_time(entry.at)}</td>
                <td>{entry.by.unwrap_or_else(|| "command line".into())}</td>
                <td>{change::what(entry.what)}</td>
                <th scope="row"><a href=routes::changes_of(entry.of) title="All its changes">{object}</a></th>
                <td class="wraps">{change}</td>
            </tr>
        }
    });
    view! {
        <div class="card table-card" tabindex="0" role="region" aria-label="Audit log">
            <table class="table">
                <caption class="sr-only">"Changes, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"What"</th>
                        <th scope="col">"Of"</th>
                        <th scope="col">"Change"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
