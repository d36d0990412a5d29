//! Whether all is well.

use crate::entities::target::{ago, duration, worst};
use crate::shared::lib::share::share;
use crate::shared::routes;
use crate::shared::ui::badge::Badge;
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;
use tollgate::gateway::ProviderStatus;
use tollgate::ledger::HouseOverview;
use tollgate::metrics::LedgerCheck;
use tollgate::types::money::grouped;
use tollgate::types::{Health as State, Timestamp};

#[component]
pub fn Health(
    house: HouseOverview,
    providers: Vec<ProviderStatus>,
    check: Option<LedgerCheck>,
) -> impl IntoView {
    let today = house.today;
    let all = providers.len();
    let well = providers.iter().filter(|one| worst(one) == State::Closed);
    let well = well.count();
    view! {
        <section class="card" aria-labelledby="health-title">
            <header class="card-head"><h2 id="health-title">"Health"</h2></header>
            <dl class="health">
                <div><dt>"Answered today"</dt><dd>{share(today.answered, today.answered + today.failed)}</dd></div>
                <div><dt>"Failed today"</dt><dd>{grouped(today.failed)}</dd></div>
                <div><dt>"From the cache today"</dt><dd>{grouped(today.cached)}</dd></div>
                <div><dt>"Providers that are well"</dt><dd>{format!("{well} of {all}")}</dd></div>
                <div><dt>"Ledger self-check"</dt><dd><Check check now=house.now/></dd></div>
            </dl>
        </section>
    }
    .into_any()
}

#[component]
fn Check(check: Option<LedgerCheck>, now: Timestamp) -> impl IntoView {
    let Some(LedgerCheck { at, found }) = check else {
        return view! { <Badge text="not yet since the start"/> }.into_any();
    };
    let (tone, text) = match found {
        0 => ("ok", "sums agree".to_owned()),
        1 => ("danger", "1 place is wrong".to_owned()),
        more => ("danger", format!("{more} places are wrong")),
    };
    view! { <Badge tone=tone text/> " " <small>{ago(at, now)}</small> }.into_any()
}

/// Who is not asked any more, and when again.
#[component]
pub fn Failing(providers: Vec<ProviderStatus>, now: Timestamp) -> impl IntoView {
    let failing = providers
        .into_iter()
        .filter(|one| worst(one) == State::Open);
    let banners = failing.map(|provider| {
        view! {
            <Banner tone=Tone::Warn text=in_words(&provider, now)>
                <a class="btn small" href=routes::provider(&provider.name)>"See provider"</a>
            </Banner>
        }
    });
    banners.collect::<Vec<_>>()
}

fn in_words(provider: &ProviderStatus, now: Timestamp) -> String {
    let open = provider
        .targets
        .iter()
        .filter(|one| one.health == State::Open);
    let models = match open.clone().count() {
        1 => "1 model is".to_owned(),
        more => format!("{more} models are"),
    };
    let probe = open.filter_map(|one| one.next_probe).min();
    let probe = probe.map_or_else(String::new, |at| {
        format!(" It is tried again in {}.", duration(now.until(at)))
    });
    format!(
        "{} is failing. {models} not asked there; where a model has another provider, calls go to that.{probe}",
        provider.title
    )
}
