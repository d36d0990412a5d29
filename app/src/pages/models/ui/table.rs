//! Each model with its places, its price and who may use it.

use super::super::model::words::{amounts, begins, context, kind, origin};
use crate::entities::target::health;
use crate::shared::routes;
use crate::shared::ui::badge::Badge;
use leptos::prelude::*;
use tollgate::offer::{Offered, Origin};
use tollgate::types::{LlmKind, LlmName, TargetStatus, Tier};

#[component]
pub fn Table(models: Vec<Offered>, tiers: Vec<Tier>) -> impl IntoView {
    let row = |offered| view! { <Row tiers=open_to(&offered, &tiers) offered/> };
    let rows: Vec<_> = models.into_iter().map(row).collect();
    view! {
        <div class="card table-card" tabindex="0" role="region" aria-label="Models">
            <table class="table models">
                <caption class="sr-only">"Models, with their prices in dollars per million tokens"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Model"</th>
                        <th scope="col">"Served by"</th>
                        <th scope="col" class="end">"Context"</th>
                        <th scope="col" class="end">"Input"</th>
                        <th scope="col" class="end">"Cached"</th>
                        <th scope="col" class="end">"Cache write"</th>
                        <th scope="col" class="end">"Output"</th>
                        <th scope="col">"Next price"</th>
                        <th scope="col">"From"</th>
                        <th scope="col">"Tiers"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(offered: Offered, tiers: String) -> impl IntoView {
    let Offered {
        model,
        price,
        next,
        targets,
        origin: from,
        has_own_prices,
    } = offered;
    let llm = model.llm;
    let does = (llm.kind != LlmKind::Chat).then(|| view! { " " <Badge text=kind(llm.kind)/> });
    let prices = match price {
        Some(price) => amounts(&price)
            .map(|amount| view! { <td class="end">{amount}</td> })
            .into_iter()
            .collect_view()
            .into_any(),
        None => no_price(&llm.name, &llm.title),
    };
    let next = next.map(|(from, price)| {
        let [input, .., output] = amounts(&price);
        view! { {format!("{input} · {output}")}<small>{format!("from {}", begins(from))}</small> }
    });
    let read = match from {
        Origin::Catalogue(_) if has_own_prices => {
            Some(view! { <small>"and tollgate.toml"</small> }.into_any())
        }
        Origin::Catalogue(source) => Some(view! { <small>{source.read}</small> }.into_any()),
        _ => None,
    };
    let places = places(targets);
    view! {
        <tr>
            <th scope="row">
                <a href=routes::model(&llm.name)>{llm.title}</a>{does}
                <small>{llm.name.0}</small>
            </th>
            <td>{places}</td>
            <td class="end">{context(llm.context)}</td>
            {prices}
            <td>{next}</td>
            <td>{origin(from)}{read}</td>
            <td class="wraps-soon">{tiers}</td>
        </tr>
    }
    .into_any()
}

fn no_price(name: &LlmName, title: &str) -> AnyView {
    let label = format!("Set a price of {title}");
    view! {
        <td class="end no-price" colspan="4">
            <Badge tone="warn" text="no price"/> " "
            <a href=format!("{}#price", routes::model(name)) aria-label=label>"Set one"</a>
        </td>
    }
    .into_any()
}

/// Each place, with its share where there are several, and its state.
fn places(targets: Vec<TargetStatus>) -> impl IntoView {
    let weight = |target: &TargetStatus| u64::from(target.weight);
    let all: u64 = targets.iter().map(weight).sum();
    let several = targets.len() > 1;
    let place = move |target: TargetStatus| {
        let share = several.then(|| match (weight(&target), all) {
            (0, _) | (_, 0) => "steps in".to_owned(),
            (weight, all) => format!("{}\u{a0}%", (weight * 100 + all / 2) / all),
        });
        let state = target.health;
        let class = format!("breaker {}", state.as_str());
        let about = [share.unwrap_or_default(), health(state).to_owned()].join(" ");
        view! { <li><span class=class>{target.provider}</span><small>{about}</small></li> }
    };
    view! { <ul class="model-places">{targets.into_iter().map(place).collect_view()}</ul> }
}

/// `all`, `none`, or the names of those that may use it.
fn open_to(offered: &Offered, tiers: &[Tier]) -> String {
    let name = &offered.model.llm.name;
    let open = tiers.iter().filter(|tier| tier.opens(name));
    let names: Vec<_> = open.map(|tier| tier.name.as_str()).collect();
    match names.len() {
        0 => "none".to_owned(),
        open if open == tiers.len() => "all".to_owned(),
        _ => names.join(", "),
    }
}
