//! What a model costs and since when. What has begun stays, because charges rest on it.

use super::super::model::words::{amounts, begins};
use crate::features::manage_models::PriceFields;
use crate::shared::server::Sent;
use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::config::Prices;
use tollgate::types::{Llm, LlmName, Price, Timestamp};

const FIELDS: [&str; 5] = ["from", "input", "cached_input", "cache_write", "output"];

#[component]
pub fn PriceList(
    llm: Llm,
    version: i64,
    prices: Prices,
    sent: Sent,
    now: Timestamp,
) -> impl IntoView {
    let in_force = prices.at(now).is_some();
    let form = (!llm.local).then(|| {
        view! { <NewPrice name=llm.name.clone() version sent/> }
    });
    let none = (!in_force).then(|| {
        let text =
            "Nobody can ask this model. It has no price that is in force; set one from now on.";
        view! { <div class="card-body"><Banner tone=Tone::Warn text/></div> }
    });
    view! {
        <section class="card" id="price" aria-labelledby="prices-title">
            <header class="card-head">
                <h2 id="prices-title">"Prices"</h2>
                <span class="page-about">"dollars per 1M tokens"</span>
            </header>
            {none}
            {(!prices.is_empty()).then(|| view! { <Listed name=llm.name version prices now/> })}
            {form}
        </section>
    }
    .into_any()
}

/// The last to begin first.
#[component]
fn Listed(name: LlmName, version: i64, prices: Prices, now: Timestamp) -> impl IntoView {
    let begun = prices.all().partition_point(|(from, _)| *from <= now);
    let rows: Vec<_> = prices
        .all()
        .iter()
        .enumerate()
        .rev()
        .map(|(place, (from, price))| {
            let state = match place + 1 {
                next if next == begun => State::InForce,
                next if next > begun => State::ToCome,
                _ => State::Past,
            };
            view! { <Row name=name.clone() version from=*from price=*price state/> }
        })
        .collect();
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="Prices">
            <table class="table model-prices">
                <caption class="sr-only">"Prices in dollars per million tokens, the last to begin first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"From"</th>
                        <th scope="col" class="end">"Input"</th>
                        <th scope="col" class="end">"Cached input"</th>
                        <th scope="col" class="end">"Cache write"</th>
                        <th scope="col" class="end">"Output"</th>
                        <th scope="col"><span class="sr-only">"State"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Past,
    InForce,
    ToCome,
}

#[component]
fn Row(name: LlmName, version: i64, from: Timestamp, price: Price, state: State) -> impl IntoView {
    let cells = amounts(&price).map(|amount| view! { <td class="end">{amount}</td> });
    let begins = begins(from);
    let state_or_button = match state {
        State::Past => view! { <span class="page-about">"past"</span> }.into_any(),
        State::InForce => view! { <Badge tone="ok" text="in force"/> }.into_any(),
        State::ToCome => {
            let label = format!("Take back the price from {begins}");
            view! {
                <form method="post" action="/api/fn/drop_model_price">
                    <input type="hidden" name="name" value=name.0/>
                    <input type="hidden" name="version" value=version.to_string()/>
                    <input type="hidden" name="begins" value=from.0.to_string()/>
                    <button type="submit" class="btn small" aria-label=label>"Take back"</button>
                </form>
            }
            .into_any()
        }
    };
    let class = (state == State::Past).then_some("past");
    view! {
        <tr class=class>
            <th scope="row">{begins}</th>
            {cells}
            <td class="end">{state_or_button}</td>
        </tr>
    }
    .into_any()
}

#[component]
fn NewPrice(name: LlmName, version: i64, sent: Sent) -> impl IntoView {
    let (from, error) = (sent.value("from", ""), sent.error("from"));
    view! {
        <form class="model-form" method="post" action="/api/fn/add_model_price">
            <div class="card-body">
                <FormBanner text=sent.elsewhere(&FIELDS)/>
                <input type="hidden" name="name" value=name.0/>
                <input type="hidden" name="version" value=version.to_string()/>
                <PriceFields sent needed=true legend="New price"/>
                <div class="field-row model-from">
                    <Field
                        label="From"
                        name="from"
                        kind="date"
                        required=false
                        value=from
                        error
                        hint="Empty: from now on. A day begins at 00:00 UTC."
                    />
                    <button type="submit" class="btn primary">"Set price"</button>
                </div>
            </div>
        </form>
    }
    .into_any()
}
