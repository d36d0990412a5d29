//! One person, in numbers: what they may use, what they used, and what an admin can do about it.

use super::super::model::words::day;
use super::limits::{Standings, Tables};
use super::status::StatusForm;
use crate::entities::limits::{LimitFields, in_words};
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, LastForm, Place, Sent};
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::field::Field;
use leptos::prelude::*;
use tollgate::Error;
use tollgate::store::PersonInDetail;
use tollgate::types::{AccountId, Days, Tier, TierId, TopUpId};

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let last = server::last_form().await?;
    let tollgate = server::tollgate()?;
    let id = place.after(routes::PERSON).and_then(|id| id.parse().ok());
    let id: AccountId = id.ok_or(Error::NotFound)?;
    let known = tollgate.accounts.person(&admin, id).await?;
    let overview = tollgate
        .ledger
        .overview_for(&admin, id, Days::Month)
        .await?;
    let tiers = tollgate.ledger.tiers(&admin).await?;
    let name = known.person.account.name.clone();
    let itself = admin.id() == id;
    let page = view! {
        <p class="page-about">
            {about(&known)} " · " <a href=routes::changes_of(id)>"what admins changed"</a>
        </p>
        <Outcome last=last.clone()/>
        <Standings overview=overview.clone() known=known.clone()/>
        <div class="person">
            <div>
                <section class="card" aria-labelledby="tier-title">
                    <header class="card-head"><h2 id="tier-title">"Tier"</h2></header>
                    <div class="card-body"><TierForm known=known.clone() tiers/></div>
                </section>
                <section class="card" aria-labelledby="top-up-title">
                    <header class="card-head"><h2 id="top-up-title">"Top-up"</h2></header>
                    <div class="card-body"><TopUp sent=last.of("top_up") known=known.clone()/></div>
                </section>
                <StatusForm known=known.clone() itself/>
            </div>
            <div>
                <section class="card" aria-labelledby="own-title">
                    <header class="card-head"><h2 id="own-title">"Limits of their own"</h2></header>
                    <div class="card-body"><OwnLimits sent=last.of("set_own_limits") known=known.clone()/></div>
                </section>
                <Tables overview known/>
            </div>
        </div>
    };
    Ok(Drawn::new(name, page))
}

fn about(known: &PersonInDetail) -> String {
    let account = &known.person.account;
    let sessions = match known.sessions {
        1 => "1 session".into(),
        sessions => format!("{sessions} sessions"),
    };
    let keys = match known.keys {
        1 => "1 key".into(),
        keys => format!("{keys} keys"),
    };
    format!(
        "{} · {} · since {} · last seen {} · {sessions} · {keys} · {}",
        account.email,
        account.role.as_str(),
        day(Some(account.created_at)),
        day(known.person.last_seen_at),
        known.time_zone
    )
}

/// What came of the last form, where it belongs to none of the fields.
#[component]
fn Outcome(last: LastForm) -> impl IntoView {
    let refused = [
        "set_account_status",
        "set_role",
        "reset_second_factor",
        "set_person_tier",
        "set_own_limits",
        "top_up",
    ]
    .map(|endpoint| last.of(endpoint).elsewhere(&FIELDS));
    let refused = refused.map(|text| view! { <FormBanner text/> });
    view! {
        {last.said().map(|text| view! { <Banner tone=Tone::Ok text/> })}
        {refused.into_iter().collect_view()}
    }
    .into_any()
}

/// Those that show what is wrong themselves.
const FIELDS: [&str; 6] = [
    "requests_per_hour",
    "at_once",
    "tokens_per_day",
    "daily_budget",
    "monthly_budget",
    "amount",
];

#[component]
fn Whose(known: PersonInDetail) -> impl IntoView {
    view! { <input type="hidden" name="account" value=known.person.account.id.to_string()/> }
}

#[component]
fn TierForm(known: PersonInDetail, tiers: Vec<Tier>) -> impl IntoView {
    let current: Option<TierId> = known.person.tier.as_ref().map(|(id, _)| *id);
    let options = tiers.into_iter().map(|tier| {
        let selected = current == Some(tier.id);
        let name = format!("{}: {}", tier.name, in_words(&tier.limits));
        view! { <option value=tier.id.to_string() selected=selected>{name}</option> }
    });
    view! {
        <form method="post" action="/api/fn/set_person_tier">
            <Whose known/>
            <div class="field-row">
                <div class="field">
                    <label for="field-tier">"Tier"</label>
                    <select id="field-tier" class="input" name="tier">{options.collect_view()}</select>
                </div>
                <button type="submit" class="btn">"Set tier"</button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn OwnLimits(sent: Sent, known: PersonInDetail) -> impl IntoView {
    let current = known.own_limits;
    view! {
        <form method="post" action="/api/fn/set_own_limits">
            <Whose known/>
            <p class="page-about">"What is empty is as the tier says."</p>
            <LimitFields sent current/>
            <div><button type="submit" class="btn">"Save limits"</button></div>
        </form>
    }
    .into_any()
}

#[component]
fn TopUp(sent: Sent, known: PersonInDetail) -> impl IntoView {
    let given = known.top_ups.iter().map(|given| {
        let text = format!(
            "{} on {} by {}",
            given.amount.as_sum(),
            day(Some(given.at)),
            given.by
        );
        view! { <li>{text}</li> }
    });
    let given = given.collect_view();
    // Sent twice, it is one.
    let id = sent.value("id", TopUpId::new().to_string());
    view! {
        <form method="post" action="/api/fn/top_up">
            <Whose known/>
            <input type="hidden" name="id" value=id/>
            <div class="field-row">
                <Field label="Dollars" name="amount" value=sent.value("amount", "") error=sent.error("amount") hint="More for today and this month, beyond the budgets."/>
                <button type="submit" class="btn">"Top up"</button>
            </div>
        </form>
        <ul class="top-ups">{given}</ul>
    }
    .into_any()
}
