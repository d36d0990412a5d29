//! The page, top to bottom.

use super::super::model::words::weekday;
use super::calls::Calls;
use super::figures::Figures;
use super::health::{Failing, Health};
use super::lists::{Dearest, Latest, Slowest};
use super::providers::Providers;
use crate::shared::api::AppError;
use crate::shared::lib::when::{clock, local};
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::ledger::{HouseOverview, HouseSpan};
use tollgate::types::{AuditFilter, AuditPlace};

/// Seconds after which the day looks different.
const REFRESH: u32 = 10;

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let span = place.said("span").and_then(HouseSpan::from_word);
    let span = span.unwrap_or_default();
    let tollgate = server::tollgate()?;
    let house = tollgate.ledger.house(&admin, span).await?;
    let tiers = tollgate.ledger.tiers(&admin).await?;
    let providers = tollgate.gateway.providers(&admin);
    let log = tollgate.audit;
    let latest = log.page(&admin, AuditFilter::default(), AuditPlace::Newest);
    let latest = latest.await?.entries;
    let check = tollgate.gateway.metrics().last_check();
    let (now, utc_offset) = (house.now, house.zone.offset(house.now));
    let page = view! {
        <div class="page-head">
            <p class="page-about">{about(&house)}</p>
            <a class="btn" href=routes::HOUSE_CSV rel="external"><Icon name="down"/>"Export month"</a>
        </div>
        <Failing providers=providers.clone() now/>
        <Figures house=house.clone()/>
        <div class="overview-calls">
            <Calls bars=house.bars.clone() span utc_offset/>
            <Health house=house.clone() providers=providers.clone() check/>
        </div>
        <Providers providers spent=house.by_provider/>
        <div class="overview-lists">
            <Dearest dearest=house.dearest/>
            <Slowest slowest=house.slowest utc_offset/>
            <Latest latest tiers utc_offset/>
        </div>
    };
    Ok(Drawn::new("Overview", page).refreshed(REFRESH))
}

/// `Sunday, 22 Nov 2026, 11:40 (Europe/Berlin)`.
fn about(house: &HouseOverview) -> String {
    let today = house.zone.date(house.now);
    let time = clock(local(house.now, house.zone.offset(house.now)));
    let (day, zone) = (weekday(today), house.zone.name());
    format!("{day}, {}, {time} ({zone})", today.in_words())
}
