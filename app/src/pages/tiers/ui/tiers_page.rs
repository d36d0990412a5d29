//! All tiers, one of them to be changed, and what the change would do.

use super::super::model::draft::{Draft, copy_of};
use super::form::{ChangeForm, NewForm};
use super::history::History;
use super::list::List;
use super::preview::Preview;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, LastForm, Place};
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::gateway::Admin;
use tollgate::types::{Llm, TierId, TierInUse};

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let last = server::last_form().await?;
    let llms = server::tollgate()?.gateway.llms();
    let ledger = server::tollgate()?.ledger;
    let tiers = ledger.tiers_in_use(&admin).await?;
    let named = |name| place.said(name).and_then(|id| id.parse::<TierId>().ok());
    let of = |id: TierId| tiers.iter().find(|one| one.tier.id == id);
    let is_new = place.said("new").is_some();
    let chosen = named("tier")
        .and_then(of)
        .or(tiers.first())
        .filter(|_| !is_new);
    let beside = match chosen {
        Some(chosen) => change(&admin, &place, &last, chosen.clone(), llms).await?,
        None => {
            let like = named("like").and_then(of).map(|one| &one.tier);
            view! { <NewForm sent=last.of("create_tier") begin=copy_of(like) llms/> }.into_any()
        }
    };
    let chosen = chosen.map(|one| one.tier.id);
    let page = view! {
        <div class="page-head">
            <p class="page-about">"What the people of a tier may use. A change counts from the next call on."</p>
            <a class="btn primary" href=routes::NEW_TIER><Icon name="plus"/>"New tier"</a>
        </div>
        {last.said().map(|text| view! { <Banner tone=Tone::Ok text/> })}
        <div class="tiers"><List tiers chosen/>{beside}</div>
    };
    Ok(Drawn::new("Tiers", page))
}

/// One tier, and what becomes of it.
async fn change(
    admin: &Admin,
    place: &Place,
    last: &LastForm,
    chosen: TierInUse,
    llms: Vec<Llm>,
) -> Result<AnyView, AppError> {
    let ledger = server::tollgate()?.ledger;
    let tier = &chosen.tier;
    let draft = Draft::of(place, last, tier);
    let limits = draft.read.as_ref().map_or(tier.limits, |read| read.limits);
    let affected = ledger.affected(admin, tier.id, &limits).await?;
    let versions = ledger.tier_history(admin, tier.id).await?;
    let now = server::tollgate()?.clock.now();
    let after = draft.read.clone().filter(|_| draft.changes(tier));
    let old = draft.is_old.then(|| {
        let text = "Somebody changed this tier since. Below is what your change would do to what it is now.";
        view! { <Banner tone=Tone::Warn text/> }
    });
    Ok(view! {
        <div class="tier-middle">
            <FormBanner text=draft.sent.elsewhere(&FIELDS)/>
            {old}
            <ChangeForm sent=draft.sent chosen=chosen.clone() llms now/>
        </div>
        <Preview before=tier.said() after affected/>
        <History versions now/>
    }
    .into_any())
}

/// What has a message of its own.
pub(super) const FIELDS: [&str; 7] = [
    "name",
    "models",
    "requests_per_hour",
    "at_once",
    "tokens_per_day",
    "daily_budget",
    "monthly_budget",
];
