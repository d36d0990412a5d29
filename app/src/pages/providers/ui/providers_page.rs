//! Everybody in one table, and one of them below it.

use super::detail::Detail;
use super::settings::Settings;
use super::table::Table;
use crate::entities::target::worst;
use crate::shared::api::AppError;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use leptos::prelude::*;
use tollgate::gateway::ProviderStatus;
use tollgate::types::Health;

/// Seconds after which a breaker may look different.
const REFRESH: u32 = 5;

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let last = server::last_form().await?;
    let tollgate = server::tollgate()?;
    let providers = tollgate.gateway.providers(&admin);
    let now = tollgate.clock.now();
    let chosen = chosen(&providers, place.said("provider")).cloned();
    let below = chosen.map(|provider| {
        let settings = tollgate.config.clone();
        view! {
            <div class="provider-below">
                <Detail provider=provider.clone() now/>
                <Settings provider config=settings/>
            </div>
        }
    });
    let refused =
        ["probe_provider", "reset_target"].map(|endpoint| last.of(endpoint).elsewhere(&[]));
    let page = view! {
        <p class="page-about">"Keys live in the environment; only their presence is shown."</p>
        {last.said().map(|text| view! { <Banner tone=Tone::Ok text/> })}
        {refused.map(|text| view! { <FormBanner text/> }).into_iter().collect_view()}
        <Table providers config=tollgate.config.clone()/>
        {below}
    };
    Ok(Drawn::new("Providers", page).refreshed(REFRESH))
}

/// The one that was asked for, else one that is not well, else the first.
fn chosen<'a>(providers: &'a [ProviderStatus], name: Option<&str>) -> Option<&'a ProviderStatus> {
    let named = providers.iter().find(|one| Some(one.name.as_str()) == name);
    let unwell = || providers.iter().find(|one| worst(one) != Health::Closed);
    named.or_else(unwell).or(providers.first())
}
