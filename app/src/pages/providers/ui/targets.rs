//! The models that are asked for at a provider, each with a breaker of its own.

use crate::entities::target::{Breaker, duration};
use crate::shared::ui::badge::Badge;
use leptos::prelude::*;
use tollgate::gateway::ProviderStatus;
use tollgate::types::{Health, TargetStatus, Timestamp};

#[component]
pub fn Targets(provider: ProviderStatus, now: Timestamp) -> impl IntoView {
    if provider.targets.is_empty() {
        return view! { <p class="provider-quiet">"No model is served here."</p> }.into_any();
    }
    let missing = |target: &TargetStatus| {
        let listed = provider.listed.as_ref()?.models.as_ref().ok()?;
        let of = listed.configured.iter().find(|(id, _)| *id == target.id);
        of.map(|(_, there)| !there)
    };
    let rows: Vec<_> = provider
        .targets
        .iter()
        .map(|target| view! { <Row target=target.clone() missing=missing(target).unwrap_or(false) now/> })
        .collect();
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="Models">
            <table class="table">
                <caption class="sr-only">"Models at this provider"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Model"</th>
                        <th scope="col" class="end">"Weight"</th>
                        <th scope="col">"Breaker"</th>
                        <th scope="col">"Last error"</th>
                        <th scope="col"><span class="sr-only">"Reset"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(target: TargetStatus, missing: bool, now: Timestamp) -> impl IntoView {
    let TargetStatus { id, .. } = &target;
    let offered =
        (id.model != id.llm.0).then(|| view! { <small>" as " {id.llm.0.clone()}</small> });
    let reset = (target.health != Health::Closed).then(|| view! { <Reset target=target.clone()/> });
    let error = target.last_error.clone();
    view! {
        <tr>
            <th scope="row">
                {id.model.clone()} {offered}
                {missing.then(|| view! { " " <Badge tone="warn" text="not there"/> })}
            </th>
            <td class="end">{target.weight}</td>
            <td><Breaker state=target.health/> <small>{standing(&target, now)}</small></td>
            <td class="last-error">{error.unwrap_or_else(|| "–".into())}</td>
            <td class="end">{reset}</td>
        </tr>
    }
    .into_any()
}

/// When it is asked again, or how near it is to being left alone.
fn standing(target: &TargetStatus, now: Timestamp) -> Option<String> {
    match (target.next_probe, target.failures) {
        (Some(at), _) => Some(format!("probe in {}", duration(now.until(at)))),
        (None, 0) => None,
        (None, failures) if target.health == Health::Closed => Some(format!("{failures} failed")),
        (None, _) => Some("a probe is awaited".into()),
    }
}

#[component]
fn Reset(target: TargetStatus) -> impl IntoView {
    let label = format!("Ask {} again at once", target.id.model);
    view! {
        <form method="post" action="/api/fn/reset_target">
            <input type="hidden" name="llm" value=target.id.llm.0/>
            <input type="hidden" name="provider" value=target.id.provider/>
            <input type="hidden" name="model" value=target.id.model/>
            <button type="submit" class="btn small" aria-label=label>"Reset"</button>
        </form>
    }
}
