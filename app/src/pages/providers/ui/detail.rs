//! One provider: its models, what it says of them, and what happened.

use super::targets::Targets;
use crate::entities::target::{Breaker, ago, duration, worst};
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;
use tollgate::gateway::{Happening, Listed, ProviderStatus};
use tollgate::types::Timestamp;

#[component]
pub fn Detail(provider: ProviderStatus, now: Timestamp) -> impl IntoView {
    let happenings = provider.lately.happenings.clone();
    let state = worst(&provider);
    view! {
        <section class="card" aria-labelledby="provider-title">
            <header class="card-head">
                <h2 id="provider-title">{provider.title.clone()}</h2>
                <Breaker state/>
            </header>
            <div class="card-body">
                {provider.listed.clone().map(|listed| view! { <Said title=provider.title.clone() listed now/> })}
                <Targets provider now/>
                <h3>"What happened"</h3>
                <Happenings happenings now/>
            </div>
        </section>
    }
    .into_any()
}

/// What came of the last test.
#[component]
fn Said(title: String, listed: Listed, now: Timestamp) -> impl IntoView {
    let (when, took) = (ago(listed.at, now), duration(listed.took));
    match listed.models {
        Err(error) => view! { <Banner tone=Tone::Danger text=format!("The test failed. {error} Tested {when}.")/> }.into_any(),
        Ok(models) => {
            let missing = models.configured.iter().filter(|(_, there)| !there).count();
            let tone = if missing == 0 { Tone::Ok } else { Tone::Warn };
            let first = match missing {
                0 => format!("{title} answered in {took} and has all models that are configured."),
                1 => format!("{title} answered in {took} and lacks one model that is configured."),
                missing => format!("{title} answered in {took} and lacks {missing} models that are configured."),
            };
            let others = models.others.len();
            view! {
                <Banner tone text=format!("{first} Tested {when}.")/>
                {(others > 0).then(|| view! {
                    <details>
                        <summary>{format!("{others} more that it has and nobody can ask for")}</summary>
                        <p class="other-models">{models.others.join(", ")}</p>
                    </details>
                })}
            }
            .into_any()
        }
    }
}

#[component]
fn Happenings(happenings: Vec<Happening>, now: Timestamp) -> impl IntoView {
    if happenings.is_empty() {
        return view! { <p class="provider-quiet">"Nothing out of the ordinary since this process began."</p> }
            .into_any();
    }
    let rows = happenings.into_iter().map(|one| {
        let took = one.took.map(duration);
        view! {
            <li><span>{ago(one.at, now)}</span><span>{one.what}</span><span>{took}</span></li>
        }
    });
    view! { <ol class="happenings">{rows.collect_view()}</ol> }.into_any()
}
