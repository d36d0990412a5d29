//! Rows of the log.

use super::super::model::search::Search;
use super::super::model::words;
use crate::shared::lib::when::day_and_time;
use crate::shared::ui::badge::Badge;
use leptos::prelude::*;
use tollgate::store::LoggedDecision;

#[component]
pub fn Table(decisions: Vec<LoggedDecision>, search: Search) -> impl IntoView {
    let rows: Vec<_> = decisions.into_iter().map(|one| row(one, &search)).collect();
    view! {
        <div class="card table-card" tabindex="0" role="region" aria-label="Moderation log">
            <table class="table">
                <caption class="sr-only">"Decisions, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"When"</th>
                        <th scope="col">"Who"</th>
                        <th scope="col">"Verdict"</th>
                        <th scope="col">"Found"</th>
                        <th scope="col">"Asked for"</th>
                        <th scope="col">"Judged by"</th>
                        <th scope="col">"Text"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(one: LoggedDecision, search: &Search) -> AnyView {
    let decision = one.decision;
    let (word, tone) = words::verdict(decision.verdict);
    let found = words::found(&decision.categories, &decision.scores);
    let hash = words::short(&decision.text_hash);
    let whole = format!("SHA-256 {}", words::whole(&decision.text_hash));
    let text = match decision.text {
        None => view! { <code title=whole>{hash}</code> }.into_any(),
        Some(text) => view! {
            <details class="log-text">
                <summary><code title=whole>{hash}</code></summary>
                <p dir="auto">{text}</p>
            </details>
        }
        .into_any(),
    };
    view! {
        <tr>
            <td>{day_and_time(decision.decided_at)}</td>
            <th scope="row"><a href=search.of_person(one.email.as_str()) title=one.email.to_string()>{one.name}</a></th>
            <td><Badge tone text=word/></td>
            <td class="log-found">{found}</td>
            <td>{words::purpose(decision.purpose)}</td>
            <td>{decision.engine}</td>
            <td>{text}</td>
        </tr>
    }
    .into_any()
}
