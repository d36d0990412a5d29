//! The frame of all policies: one page with an address for each of its parts.

use super::base_limit::base_limit;
use super::cache::cache;
use super::moderation::moderation;
use super::sign_up::sign_up;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, LastForm, Place};
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use leptos::prelude::*;
use tollgate::Tollgate;
use tollgate::gateway::Admin;
use tollgate::types::Timestamp;

/// Address and name.
const TABS: [(&str, &str); 4] = [
    (routes::POLICIES, "Moderation and redaction"),
    (routes::CACHE_POLICY, "Cache"),
    (routes::SIGN_UP_POLICY, "Sign-up"),
    (routes::BASE_LIMIT_POLICY, "Base limits"),
];

/// What every part of the page is drawn from.
pub(super) struct Visit {
    pub(super) tollgate: Tollgate,
    pub(super) admin: Admin,
    pub(super) place: Place,
    pub(super) last: LastForm,
    pub(super) now: Timestamp,
}

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let tollgate = server::tollgate()?;
    let visit = Visit {
        now: tollgate.clock.now(),
        last: server::last_form().await?,
        tollgate,
        admin,
        place,
    };
    let tab = match visit.place.path() {
        routes::CACHE_POLICY => cache(&visit).await?,
        routes::SIGN_UP_POLICY => sign_up(&visit).await?,
        routes::BASE_LIMIT_POLICY => base_limit(&visit).await?,
        _ => moderation(&visit).await?,
    };
    let Visit { place, last, .. } = visit;
    let tabs = TABS.map(|(href, name)| {
        let current = (href == place.path()).then_some("page");
        view! { <a class="tab" href=href aria-current=current>{name}</a> }
    });
    let page = view! {
        <nav class="tabs" aria-label="Policies">{tabs.into_iter().collect_view()}</nav>
        {last.said().map(|text| view! { <Banner tone=Tone::Ok text/> })}
        <FormBanner text=last.of("reset_section").elsewhere(&[])/>
        {tab}
    };
    Ok(Drawn::new("Policies", page))
}
