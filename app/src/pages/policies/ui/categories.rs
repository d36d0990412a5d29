//! What each category does from which score on, and how often it stopped something.

use super::super::model::categories::Row;
use super::super::model::stand::Stand;
use super::super::model::words::{action, capital};
use super::foot::{Foot, Reset};
use crate::shared::routes;
use crate::shared::server::Sent;
use crate::shared::ui::banner::FormBanner;
use crate::shared::ui::field::FieldNote;
use leptos::prelude::*;
use tollgate::moderation::Action;
use tollgate::types::money::grouped;
use tollgate::types::{Tier, Verdict};

const RESET: &str = "reset-categories";

#[component]
pub fn Categories(
    rows: Vec<Row>,
    tiers: Vec<Tier>,
    tier: Option<Tier>,
    /// The form as it was refused.
    sent: Sent,
    stand: Stand,
) -> impl IntoView {
    let id = tier.as_ref().map(|tier| tier.id.to_string());
    let names: Vec<_> = rows.iter().map(|row| field("from", row)).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let elsewhere = sent.elsewhere(&names);
    let for_whom = tier.as_ref().map_or("everybody", |tier| tier.name.as_str());
    let save = format!("Save for {for_whom}");
    let rows = rows.into_iter();
    let rows: Vec<_> = rows
        .map(|row| category(row, tier.is_some(), &sent))
        .collect();
    // Going back to the file takes the own rules along, so it is asked for where those stand.
    let reset = tier.as_ref().map(|_| RESET).unwrap_or_default();
    view! {
        <section class="card" aria-labelledby="categories-title">
            <header class="card-head">
                <h2 id="categories-title">"Categories"</h2>
                <ForWhom tiers chosen=id.clone()/>
            </header>
            <form method="post" action="/api/fn/set_categories">
                <FormBanner text=elsewhere/>
                <input type="hidden" name="tier" value=id.unwrap_or_default()/>
                <input type="hidden" name="version" value=stand.version()/>
                <div class="table-card" tabindex="0" role="region" aria-label="Categories">
                    <table class="table policy-table">
                        <caption class="sr-only">"What each category does with a question"</caption>
                        <thead>
                            <tr>
                                <th scope="col">"Category"</th>
                                <th scope="col">"Does"</th>
                                <th scope="col">"From"</th>
                                <th scope="col" class="end">"Stopped, 30 days"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
                <Foot stand=stand.clone() reset>
                    <button type="submit" class="btn primary">{save}</button>
                </Foot>
            </form>
            {(!reset.is_empty()).then(|| view! { <Reset stand id=RESET/> })}
        </section>
    }
    .into_any()
}

/// Chooses the tier; a tier without its own follows what counts for everybody.
#[component]
fn ForWhom(tiers: Vec<Tier>, chosen: Option<String>) -> impl IntoView {
    let tiers = tiers.into_iter().map(|tier| {
        let id = tier.id.to_string();
        let selected = chosen.as_ref() == Some(&id);
        view! { <option value=id selected=selected>{format!("Tier: {}", tier.name)}</option> }
    });
    view! {
        <form method="get" action=routes::POLICIES class="policy-whom">
            <select class="input" name="tier" aria-label="For whom">
                <option value="">"Everybody"</option>
                {tiers.collect_view()}
            </select>
            <button type="submit" class="btn">"Show"</button>
        </form>
    }
    .into_any()
}

fn field(word: &str, row: &Row) -> String {
    format!("{word}.{}", row.category.name())
}

fn category(row: Row, of_tier: bool, sent: &Sent) -> AnyView {
    let (does, from) = (field("action", &row), field("from", &row));
    let title = capital(row.category.title());
    let chosen = sent.value(&does, row.chosen());
    let options = Action::ALL.map(|one| {
        let selected = chosen == one.as_str();
        view! { <option value=one.as_str() selected=selected>{action(one)}</option> }
    });
    let follows = of_tier.then(|| {
        let usual = match row.follows {
            true => format!("as everybody: {}", action(row.rule.action)),
            false => "as everybody".to_owned(),
        };
        view! { <option value="" selected=chosen.is_empty()>{usual}</option> }
    });
    let threshold = sent.value(&from, row.rule.threshold.to_string());
    let error = sent.error(&from);
    let is_wrong = error.get_untracked().is_some();
    let note = format!("note-{from}");
    let wrong = is_wrong.then(|| view! { <FieldNote id=note.clone() hint=None error/> });
    view! {
        <tr>
            <th scope="row">{title.clone()}</th>
            <td>
                <select class="input" name=does aria-label=format!("{title}: does")>
                    {follows} {options.into_iter().collect_view()}
                </select>
            </td>
            <td>
                <div class="policy-from">
                    <input
                        class="input"
                        name=from
                        value=threshold
                        inputmode="decimal"
                        autocomplete="off"
                        aria-label=format!("{title}: from which score on")
                        aria-invalid=is_wrong.then_some("true")
                        aria-describedby=is_wrong.then_some(note)
                    />
                    {row.counts().then(|| bar(row.rule.threshold.as_thousandths()))}
                </div>
                {wrong}
            </td>
            <td class="end">{stopped(&row)}</td>
        </tr>
    }
    .into_any()
}

/// Where a score begins to count, of all that there are.
fn bar(threshold: u16) -> AnyView {
    view! {
        <svg class="policy-bar" viewBox="0 0 1000 8" preserveAspectRatio="none" aria-hidden="true">
            <rect width=threshold height="8"></rect>
        </svg>
    }
    .into_any()
}

fn stopped(row: &Row) -> AnyView {
    match row.stopped {
        0 => "0".into_any(),
        stopped => {
            let log = routes::moderation_of(row.category.name(), Verdict::Blocked.as_str());
            view! { <a href=log>{grouped(stopped)}</a> }.into_any()
        }
    }
}
