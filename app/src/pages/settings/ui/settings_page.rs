//! The settings: one page with an address for each of its parts.

use super::alerts::AlertChannels;
use super::budget::OwnBudget;
use super::data::OwnData;
use super::password::Password;
use super::profile::OwnProfile;
use super::second_factor::TwoFactor;
use super::sessions::Sessions;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, LastForm, Place};
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;
use tollgate::Tollgate;
use tollgate::gateway::Caller;
use tollgate::ledger::Zone;

/// Address and name.
const TABS: [(&str, &str); 5] = [
    (routes::SETTINGS, "Profile"),
    (routes::SECURITY, "Security"),
    (routes::BUDGET, "Budget"),
    (routes::ALERT_CHANNELS, "Alerts"),
    (routes::DATA, "Data"),
];

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let (tollgate, caller) = (server::tollgate()?, server::caller().await?);
    let last = server::last_form().await?;
    let tab = match place.path() {
        routes::SECURITY => security(&tollgate, &caller, last.clone()).await?,
        routes::BUDGET => {
            let (profile, standing) = (
                tollgate.accounts.profile(&caller).await?,
                tollgate.ledger.standing(&caller).await?,
            );
            let tier = tollgate.ledger.own_tier(&caller).await?;
            let last = last.clone();
            view! { <OwnBudget profile standing tier last/> }.into_any()
        }
        routes::ALERT_CHANNELS => {
            let settings = tollgate.alerts.settings(&caller).await?;
            let email = caller.account().email.clone();
            let can_mail = tollgate.config.alerts.mail.is_some();
            let last = last.clone();
            view! { <AlertChannels settings email can_mail last/> }.into_any()
        }
        routes::DATA => view! { <OwnData last=last.clone()/> }.into_any(),
        _ => {
            let profile = tollgate.accounts.profile(&caller).await?;
            let email = caller.account().email.clone();
            view! { <OwnProfile profile email last=last.clone()/> }.into_any()
        }
    };
    let path = place.path().to_owned();
    Ok(Drawn::new(
        "Settings",
        view! { <Page path last>{tab}</Page> },
    ))
}

async fn security(
    tollgate: &Tollgate,
    caller: &Caller,
    last: LastForm,
) -> Result<AnyView, AppError> {
    let accounts = &tollgate.accounts;
    let profile = accounts.profile(caller).await?;
    let zone = Zone::named(&profile.time_zone).unwrap_or_else(Zone::utc);
    let now = tollgate.clock.now();
    let current = server::session_hash(&server::session().await?);
    let sessions = accounts.sessions(caller, &current).await?;
    let step = accounts.second_step(caller).await?;
    let view = view! {
        <TwoFactor step now zone=zone.clone() last=last.clone()/>
        <Sessions sessions now zone/>
        <Password last/>
    };
    Ok(view.into_any())
}

#[component]
fn Page(path: String, last: LastForm, children: Children) -> impl IntoView {
    let tabs = TABS.map(|(href, name)| {
        let current = (href == path).then_some("page");
        view! { <a class="tab" href=href aria-current=current>{name}</a> }
    });
    view! {
        <nav class="tabs" aria-label="Settings">{tabs.into_iter().collect_view()}</nav>
        {last.said().map(|text| view! { <Banner tone=Tone::Ok text/> })}
        {children()}
    }
    .into_any()
}
