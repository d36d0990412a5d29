//! Everybody, or those who are looked for, and the way to invite one more.

use super::super::model::search::{Search, turn};
use super::invite::Invite;
use super::table::Table;
use crate::shared::api::AppError;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::banner::{Banner, FormBanner, Tone};
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::accounts::PeoplePage;
use tollgate::types::{SignUp, Status, Tier};

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let last = server::last_form().await?;
    let tollgate = server::tollgate()?;
    let session = server::session_name().await?;
    let made = tollgate.accounts.made_links(&admin, &session);
    let search = Search::of(&place);
    let accounts = &tollgate.accounts;
    let found = accounts
        .people(&admin, &search.filter(), turn(&place))
        .await?;
    let tiers = tollgate.ledger.tiers(&admin).await?;
    let closed = (accounts.sign_up_mode() == SignUp::Closed).then(|| {
        let text = "Links do not open now. Policies, Sign-up, says who may make an account.";
        view! { <Banner tone=Tone::Warn text/> }
    });
    let page = view! {
        {last.said().map(|text| view! { <Banner tone=Tone::Ok text/> })}
        <FormBanner text=last.of("set_account_status").elsewhere(&[])/>
        {closed}
        <Invite sent=last.of("invite_person") made public_url=tollgate.config.public_url.clone()/>
        <SearchForm search=search.clone() tiers/>
        <Found found search/>
    };
    Ok(Drawn::new("People", page))
}

#[component]
fn SearchForm(search: Search, tiers: Vec<Tier>) -> impl IntoView {
    let tiers = tiers.into_iter().map(|tier| {
        let selected = search.tier == Some(tier.id);
        view! { <option value=tier.id.to_string() selected=selected>{tier.name}</option> }
    });
    let statuses = [(Status::Active, "Active"), (Status::Suspended, "Suspended")];
    let statuses = statuses.map(|(status, name)| {
        let selected = search.status == Some(status);
        view! { <option value=status.as_str() selected=selected>{name}</option> }
    });
    view! {
        <form method="get" class="search-form" role="search" aria-label="People">
            <input class="input" type="search" name="words" value=search.words.clone() aria-label="Name or e-mail" placeholder="Name or e-mail"/>
            <select class="input" name="tier" aria-label="Tier">
                <option value="">"All tiers"</option>
                {tiers.collect_view()}
            </select>
            <select class="input" name="status" aria-label="Account">
                <option value="">"All accounts"</option>
                {statuses.into_iter().collect_view()}
            </select>
            <button type="submit" class="btn"><Icon name="search"/>"Search"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Found(found: PeoplePage, search: Search) -> impl IntoView {
    let PeoplePage {
        people,
        before,
        after,
    } = found;
    if people.is_empty() {
        let text = match search.is_empty() {
            true => "Nobody stands here.",
            false => "Nobody fits. Look for less.",
        };
        return view! { <p class="card nobody">{text}</p> }.into_any();
    }
    let link = |turn, from: Option<_>, name| match from {
        Some(from) => {
            view! { <a class="btn small" href=search.at(turn, from)>{name}</a> }.into_any()
        }
        None => view! { <span class="btn small" aria-disabled="true">{name}</span> }.into_any(),
    };
    view! {
        <Table people/>
        <nav class="pager" aria-label="Pages of the list">
            <span>"By name"</span>
            {link("before", before, "Before")}
            {link("after", after, "Next")}
        </nav>
    }
    .into_any()
}
