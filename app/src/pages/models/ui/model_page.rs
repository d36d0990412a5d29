//! One model: what it is, what it costs, who may use it, and whether it answers.

use super::super::model::draft::Draft;
use super::form::Form;
use super::history::History;
use super::models_page::providers;
use super::origin::WhereFrom;
use super::prices::PriceList;
use super::tiers::OpenTo;
use super::trial::TryIt;
use crate::features::try_model::Trial;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::Error;
use tollgate::types::LlmName;

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let last = server::last_form().await?;
    let tollgate = server::tollgate()?;
    let name = place.named(routes::MODEL).map(LlmName);
    let name = name.ok_or(Error::NotFound)?;
    let known = tollgate.offer.one(&admin, &name).await?;
    let tiers = tollgate.offer.tiers(&admin).await?;
    let providers = providers(&tollgate.policies.now());
    let now = tollgate.clock.now();
    let llm = known.offered.model.llm.clone();
    let draft = Draft::of(&place, last.of("set_model"), Some(&known.section));
    let seen = known.version.to_string();
    let is_old = draft.is_unsaved && place.said("version") != Some(&seen);
    let notes = [
        is_old.then_some((
            Tone::Warn,
            "Somebody changed this model since. Saving takes the place of what they set.",
        )),
        draft.is_unsaved.then_some((Tone::Info, "Not saved yet.")),
    ];
    let said = last.said().filter(|text| !text.is_empty());
    let refused = ["drop_model_price", "reset_model", "set_model_tiers"];
    let refused = refused.map(|endpoint| last.of(endpoint).elsewhere(&[]));
    let trial = Trial::found(last.shown());
    let prices = known.offered.model.prices.clone();
    let page = view! {
        <a class="back" href=routes::MODELS><Icon name="chevron-left"/>"All models"</a>
        {said.map(|text| view! { <Banner tone=Tone::Ok text/> })}
        {refused.map(|text| view! { <FormBanner text/> }).into_iter().collect_view()}
        {notes.into_iter().flatten().map(|(tone, text)| view! { <Banner tone text=text.to_owned()/> }).collect_view()}
        <div class="model-page">
            <div class="model-main">
                <PriceList llm=llm.clone() version=known.version prices sent=last.of("add_model_price") now/>
                <Form known=known.clone() draft providers/>
            </div>
            <div class="model-side">
                <TryIt llm=llm.clone() sent=last.of("try_model") trial/>
                <OpenTo llm=llm.name.clone() tiers sent=last.of("set_model_tiers")/>
                <WhereFrom known=known.clone() now/>
            </div>
        </div>
        <History known now/>
    };
    Ok(Drawn::new(llm.title, page))
}
