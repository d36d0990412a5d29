//! All models in one table; or the form for a new one.

use super::new_model::NewModel;
use super::table::Table;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::banner::{Banner, Tone};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::offer::Offered;

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let last = server::last_form().await?;
    let tollgate = server::tollgate()?;
    // The form itself asks for it too, when a place is added.
    if place.said("new").or(place.said("kind")).is_some() {
        let providers = providers(&tollgate.policies.now());
        let sent = last.of("create_model");
        let page = view! { <NewModel place sent providers/> };
        return Ok(Drawn::new("New model", page));
    }
    let models = tollgate.offer.all(&admin).await?;
    let tiers = tollgate.offer.tiers(&admin).await?;
    let page = view! {
        <div class="page-head">
            <p class="page-about">"What a call costs is the price in force when it begins, per 1M tokens. A change counts from the next call on."</p>
            <a class="btn primary" href=routes::NEW_MODEL><Icon name="plus"/>"New model"</a>
        </div>
        {last.said().map(|text| view! { <Banner tone=Tone::Ok text/> })}
        {unpriced(&models).map(|text| view! { <Banner tone=Tone::Warn text/> })}
        <Table models tiers/>
    };
    Ok(Drawn::new("Models and prices", page))
}

/// Name and title of each that a model may be served by.
pub fn providers(config: &tollgate::config::Config) -> Vec<(String, String)> {
    let providers = config.providers.iter();
    let named = providers.map(|one| (one.name.clone(), one.title.clone()));
    named.collect()
}

fn unpriced(models: &[Offered]) -> Option<String> {
    let unpriced = models.iter().filter(|one| one.price.is_none());
    let names: Vec<_> = unpriced.map(|one| one.model.llm.title.clone()).collect();
    let what = "Open it and set one; 0 is for nothing.";
    match names.as_slice() {
        [] => None,
        [one] => Some(format!(
            "{one} has no price that is in force, so nobody can ask it. {what}"
        )),
        all => Some(format!(
            "{} models have no price that is in force, so nobody can ask them. {what} {}.",
            all.len(),
            all.join(", ")
        )),
    }
}
