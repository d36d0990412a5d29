//! What may be asked and what may be read, with a place to try a text out.

use super::super::model::categories::rows;
use super::super::model::stand::Stand;
use super::super::model::trial::{sample, side};
use super::categories::Categories;
use super::engine::Engine;
use super::history::{History, versions};
use super::policies_page::Visit;
use super::rules::Rules;
use super::secrets::{BuiltIn, Secrets};
use super::tester::{Tested, Tester};
use crate::shared::api::AppError;
use leptos::prelude::*;
use tollgate::types::{Section, Tier, TierId};

/// Days over which it is counted how often categories stopped something.
const DAYS: u32 = 30;

pub(super) async fn moderation(visit: &Visit) -> Result<AnyView, AppError> {
    let Visit {
        tollgate,
        admin,
        place,
        last,
        now,
    } = visit;
    let policies = &tollgate.policies;
    let config = policies.now();
    let tiers = tollgate.ledger.tiers(admin).await?;
    let named = place.said("tier").and_then(|id| id.parse::<TierId>().ok());
    let tier = tiers.iter().find(|tier| Some(tier.id) == named).cloned();
    let chosen = tier.as_ref().map(|tier| tier.id);
    let decided = tollgate.moderation_log.numbers(admin, DAYS).await?;
    let stand = async |section| Stand::of(policies, admin, section, *now).await;
    let common = stand(Section::Moderation).await?;
    let redaction = stand(Section::Redaction).await?;
    let of_categories = match chosen {
        Some(tier) => stand(Section::TierModeration(tier)).await?,
        None => common.clone(),
    };
    let history = versions(policies, admin, sections(chosen)).await?;
    let tested = tested(visit, tier.clone()).await?;
    let file = config.file();
    let of_tier = chosen.map(|tier| tier.to_string()).unwrap_or_default();
    let categories = rows(&config, chosen, &decided);
    let sent = last.of_where("set_categories", "tier", &of_tier);
    let rule = place.said("rule").map(str::to_owned);
    let pattern = place.said("pattern").map(str::to_owned);
    Ok(view! {
        <div class="policies">
            <div class="policy-cards">
                <Categories rows=categories tiers=tiers.clone() tier sent stand=of_categories/>
                <Rules section=file.moderation.clone() policy=config.moderation.policy.clone() open=rule last=last.clone() stand=common.clone()/>
                <Secrets section=file.redaction.clone() open=pattern last=last.clone() stand=redaction.clone()/>
                <BuiltIn off=file.redaction.off.clone() sent=last.of("set_built_in") stand=redaction/>
                <Engine config=config.clone() sent=last.of("set_engine") stand=common/>
            </div>
            <Tester tested/>
            <History versions=history tiers now=*now/>
        </div>
    }
    .into_any())
}

fn sections(tier: Option<TierId>) -> Vec<Section> {
    let of_tier = tier.map(Section::TierModeration);
    let all = [Section::Moderation, Section::Redaction].into_iter();
    all.chain(of_tier).collect()
}

async fn tested(visit: &Visit, tier: Option<Tier>) -> Result<Tested, AppError> {
    let tried = visit.place.tried();
    let sample = sample(&tried, tier.as_ref().map(|tier| tier.id));
    let trial = match tried.is_there() && !sample.text.is_empty() {
        true => {
            let policies = &visit.tollgate.policies;
            Some(policies.try_out(&visit.admin, sample.clone()).await)
        }
        false => None,
    };
    Ok(Tested {
        address: visit.place.address(),
        side: side(&tried),
        tier,
        sample,
        trial,
    })
}
