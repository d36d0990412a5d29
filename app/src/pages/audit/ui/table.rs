//! Rows of the log.

use super::super::model::words;
use leptos::prelude::*;
use tollgate::types::AuditEntry;

#[component]
pub fn Table(entries: Vec<AuditEntry>) -> impl IntoView {
    let rows = entries.into_iter().map(|entry| {
        let change = words::change(&entry);
        view! {
            <tr>
                <td>{words::when(entry.at)}</td>
                <td>{entry.by.unwrap_or_else(|| "command line".into())}</td>
                <td>{words::what(entry.what)}</td>
                <th scope="row">{entry.object.unwrap_or_else(|| "–".into())}</th>
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
