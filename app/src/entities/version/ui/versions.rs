//! The table of all versions.

use leptos::prelude::*;

pub struct Version {
    pub number: i64,
    /// As it is shown; so below.
    pub at: String,
    pub by: String,
    pub what: String,
}

/// Newest first.
#[component]
pub fn Versions(versions: Vec<Version>) -> impl IntoView {
    let rows: Vec<_> = versions.into_iter().map(row).collect();
    view! {
        <section class="card versions" aria-labelledby="history-title">
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

fn row(version: Version) -> impl IntoView {
    let Version {
        number,
        at,
        by,
        what,
    } = version;
    view! {
        <tr>
            <td class="end">{number}</td>
            <td>{at}</td>
            <td>{by}</td>
            <td class="wraps">{what}</td>
        </tr>
    }
}
