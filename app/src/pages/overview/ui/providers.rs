//! The providers in one line each.

use crate::entities::target::{Breaker, Errors, error_rate, first_token, worst};
use crate::shared::routes;
use leptos::prelude::*;
use std::collections::BTreeMap;
use tollgate::gateway::ProviderStatus;
use tollgate::types::NanoDollars;
use tollgate::types::money::grouped;

#[component]
pub fn Providers(
    providers: Vec<ProviderStatus>,
    /// Today, by title.
    mut spent: BTreeMap<String, NanoDollars>,
) -> impl IntoView {
    let rows = providers.into_iter().map(|provider| {
        let lately = &provider.lately;
        let spent = spent.remove(&provider.title).unwrap_or_default();
        view! {
            <tr>
                <th scope="row"><a href=routes::provider(&provider.name)>{provider.title.clone()}</a></th>
                <td><Breaker state=worst(&provider)/></td>
                <td><Errors minutes=lately.minutes.clone()/></td>
                <td class="end">{grouped(lately.attempts())}</td>
                <td class="end">{error_rate(lately)}</td>
                <td class="end">{first_token(lately)}</td>
                <td class="end">{spent.as_sum()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    // So that the column adds up to what was spent.
    let gone = spent.into_iter().map(|(title, spent)| {
        view! {
            <tr>
                <th scope="row">{title}</th>
                <td colspan="5">"no longer set up"</td>
                <td class="end">{spent.as_sum()}</td>
            </tr>
        }
    });
    view! {
        <section class="card" aria-labelledby="providers-title">
            <header class="card-head">
                <h2 id="providers-title">"Providers"</h2>
                <a href=routes::PROVIDERS>"All providers"</a>
            </header>
            <div class="table-card" tabindex="0" role="region" aria-label="Providers">
                <table class="table">
                    <caption class="sr-only">"Providers: their last hour, and what was spent today"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"Provider"</th>
                            <th scope="col">"Breaker"</th>
                            <th scope="col">"Errors, last hour"</th>
                            <th scope="col" class="end">"Attempts"</th>
                            <th scope="col" class="end">"Error rate"</th>
                            <th scope="col" class="end">"First token p50 / p95"</th>
                            <th scope="col" class="end">"Spent today"</th>
                        </tr>
                    </thead>
                    <tbody>{rows} {gone.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}
