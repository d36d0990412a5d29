//! All providers: the key, the breaker, the last hour, and a button that tests each.

use crate::entities::target::{Breaker, Errors, error_rate, first_token, worst};
use crate::shared::routes;
use leptos::prelude::*;
use std::sync::Arc;
use tollgate::config::Config;
use tollgate::gateway::ProviderStatus;
use tollgate::types::Health;
use tollgate::types::money::grouped;

#[component]
pub fn Table(providers: Vec<ProviderStatus>, config: Arc<Config>) -> impl IntoView {
    let rows: Vec<_> = providers
        .into_iter()
        .map(|provider| view! { <Row key=key_of(&config, &provider.name) provider/> })
        .collect();
    view! {
        <div class="card table-card" tabindex="0" role="region" aria-label="Providers">
            <table class="table providers">
                <caption class="sr-only">"Providers and their last hour"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Provider"</th>
                        <th scope="col">"Key"</th>
                        <th scope="col">"Breaker"</th>
                        <th scope="col">"Errors, last hour"</th>
                        <th scope="col" class="end">"Attempts"</th>
                        <th scope="col" class="end">"Error rate"</th>
                        <th scope="col" class="end">"First token p50 / p95"</th>
                        <th scope="col" class="end">"In flight"</th>
                        <th scope="col"><span class="sr-only">"Test"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn key_of(config: &Config, name: &str) -> &'static str {
    let provider = config.providers.iter().find(|one| one.name == name);
    match provider.map(|provider| provider.key.is_some()) {
        Some(true) => "set",
        Some(false) => "none sent",
        None => "none needed",
    }
}

#[component]
fn Row(provider: ProviderStatus, key: &'static str) -> impl IntoView {
    let lately = &provider.lately;
    let in_flight = match provider.queue {
        Some((under_way, 0)) => under_way.to_string(),
        Some((under_way, waiting)) => format!("{under_way} +{waiting} waiting"),
        None => "–".into(),
    };
    let label = format!("Test {}", provider.title);
    view! {
        <tr>
            <th scope="row"><a href=routes::provider(&provider.name)>{provider.title.clone()}</a></th>
            <td>{key}</td>
            <td><Breaker state=worst(&provider)/>{aside(&provider)}</td>
            <td><Errors minutes=lately.minutes.clone()/></td>
            <td class="end">{grouped(lately.attempts())}</td>
            <td class="end">{error_rate(lately)}</td>
            <td class="end">{first_token(lately)}</td>
            <td class="end">{in_flight}</td>
            <td class="end">
                <form method="post" action="/api/fn/probe_provider">
                    <input type="hidden" name="provider" value=provider.name.clone()/>
                    <button type="submit" class="btn small" aria-label=label>"Test"</button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}

/// How many of its models are set aside, if only some are.
fn aside(provider: &ProviderStatus) -> Option<impl IntoView + use<>> {
    let all = provider.targets.len();
    let aside = provider
        .targets
        .iter()
        .filter(|one| one.health != Health::Closed);
    let aside = aside.count();
    let text = format!(" {aside} of {all} models");
    (all > 1 && aside > 0).then(|| view! { <small>{text}</small> })
}
