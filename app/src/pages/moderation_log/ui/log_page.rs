//! The log, newest first, what of it is looked for, and how much there was.

use super::super::model::search::{DAYS, Search, turn};
use super::super::model::words;
use super::numbers::Numbers;
use super::table::Table;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::banner::{Banner, Tone};
use leptos::prelude::*;
use tollgate::Tollgate;
use tollgate::gateway::Admin;
use tollgate::store::{Decided, DecisionFilter, DecisionPage, DecisionPlace, LoggedDecision};
use tollgate::types::{Category, Email, Verdict};

/// Over which decisions are counted.
const COUNTED: u32 = 30;

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let tollgate = server::tollgate()?;
    let search = Search::of(&place);
    let decided = tollgate.moderation_log.numbers(&admin, COUNTED).await?;
    let keeps_text = tollgate.policies.now().moderation.policy.keep_text;
    let about = match keeps_text {
        true => "The text of each question is kept beside its hash.",
        false => "The text of questions is not kept, only its hash.",
    };
    let found = match found(&tollgate, &admin, &search, &place).await? {
        Some(found) => view! { <Found found search=search.clone()/> }.into_any(),
        None => {
            let text = "Nobody has this address. Write the whole e-mail address of an account.";
            view! { <Banner tone=Tone::Warn text/> }.into_any()
        }
    };
    let page = view! {
        <p class="page-about">
            "What was decided about what people and programs asked. " {about} " Times are of UTC. "
            <a href=routes::POLICIES>"Policies"</a>
        </p>
        <Numbers decided=decided.clone()/>
        <SearchForm search decided/>
        {found}
    };
    Ok(Drawn::new("Moderation log", page))
}

/// `None` if somebody is looked for who is not there.
async fn found(
    tollgate: &Tollgate,
    admin: &Admin,
    search: &Search,
    place: &Place,
) -> Result<Option<DecisionPage>, AppError> {
    let log = &tollgate.moderation_log;
    let account = match search.email.as_str() {
        "" => None,
        email => {
            let Some(email) = Email::parse(email) else {
                return Ok(None);
            };
            let Some(account) = log.account_of(admin, &email).await? else {
                return Ok(None);
            };
            Some(account)
        }
    };
    let filter = DecisionFilter {
        verdict: search.verdict,
        category: search.category.clone(),
        account,
        since: search.since(tollgate.clock.now()),
    };
    Ok(Some(log.page(admin, &filter, turn(place)).await?))
}

#[component]
fn SearchForm(search: Search, decided: Decided) -> impl IntoView {
    let verdicts = Verdict::ALL.map(|verdict| {
        let selected = search.verdict == Some(verdict);
        let (word, _) = words::verdict(verdict);
        view! { <option value=verdict.as_str() selected=selected>{word}</option> }
    });
    let mut categories: Vec<_> = decided.by_category.into_iter().map(|one| one.0).collect();
    categories.extend(Category::KNOWN);
    categories.extend(search.category.clone());
    categories.sort();
    categories.dedup();
    let categories = categories.into_iter().map(|category| {
        let selected = search.category.as_ref() == Some(&category);
        view! { <option value=category.name().to_owned() selected=selected>{category.title().to_owned()}</option> }
    });
    let days = DAYS.map(|days| {
        let selected = search.days == Some(days);
        let name = match days {
            1 => "Last 24 hours".to_owned(),
            days => format!("Last {days} days"),
        };
        view! { <option value=days selected=selected>{name}</option> }
    });
    view! {
        <form method="get" class="search-form" role="search" aria-label="Moderation log">
            <input class="input" type="search" name="email" value=search.email aria-label="E-mail" placeholder="E-mail of a person"/>
            <select class="input" name="verdict" aria-label="Verdict">
                <option value="">"All verdicts"</option>
                {verdicts.into_iter().collect_view()}
            </select>
            <select class="input" name="category" aria-label="Category">
                <option value="">"All categories"</option>
                {categories.collect_view()}
            </select>
            <select class="input" name="days" aria-label="Days">
                <option value="">"All days"</option>
                {days.into_iter().collect_view()}
            </select>
            <button type="submit" class="btn">"Show"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Found(found: DecisionPage, search: Search) -> impl IntoView {
    let ends = found.decisions.first().zip(found.decisions.last());
    let Some((first, last)) = ends.map(|(first, last)| (placed(first), placed(last))) else {
        return view! { <p class="card nobody">"Nothing of this kind was decided."</p> }.into_any();
    };
    let link = |turn, there: bool, from, name| match there {
        true => view! { <a class="btn small" href=search.at(turn, from)>{name}</a> }.into_any(),
        false => view! { <span class="btn small" aria-disabled="true">{name}</span> }.into_any(),
    };
    view! {
        <Table decisions=found.decisions search=search.clone()/>
        <nav class="pager" aria-label="Parts of the log">
            <span>"Newest first"</span>
            {link("after", found.newer, first, "Newer")}
            {link("before", found.older, last, "Older")}
        </nav>
    }
    .into_any()
}

fn placed(one: &LoggedDecision) -> DecisionPlace {
    DecisionPlace {
        at: one.decision.decided_at,
        id: one.decision.id,
    }
}
