//! The log, newest first, and what of it is looked for.

use super::super::model::search::{COMMAND_LINE, at, filter, part, word};
use super::table::Table;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use crate::widgets::change;
use leptos::prelude::*;
use tollgate::types::{AccountId, AuditFilter, AuditPage, AuditWhat, Tier};

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let admin = server::admin().await?;
    let audit = server::tollgate()?.audit;
    let filter = filter(&place);
    let found = audit.page(&admin, filter, part(&place)).await?;
    let actors = audit.actors(&admin).await?;
    let tiers = server::tollgate()?.ledger.tiers(&admin).await?;
    let page = view! {
        <p class="page-about">"What admins and the command line changed. Rows are only ever added. Times are of UTC."</p>
        <Search filter actors/>
        {filter.of.map(|_| view! { <Only found=found.clone() tiers=tiers.clone()/> })}
        <Found found filter tiers/>
    };
    Ok(Drawn::new("Audit log", page))
}

#[component]
fn Search(filter: AuditFilter, actors: Vec<(AccountId, String)>) -> impl IntoView {
    let by = filter.by.map(word);
    let option = |value: String, name: String| {
        let selected = by.as_deref() == Some(value.as_str());
        view! { <option value=value selected=selected>{name}</option> }
    };
    let command_line = option(COMMAND_LINE.to_owned(), "Command line".to_owned());
    let actors = actors
        .into_iter()
        .map(|(id, name)| option(id.to_string(), name));
    let whats = AuditWhat::ALL.map(|what| {
        let selected = filter.what == Some(what);
        view! { <option value=what.as_str() selected=selected>{change::what(what)}</option> }
    });
    view! {
        <form method="get" class="audit-search" role="search" aria-label="Audit log">
            {filter.of.map(|of| view! { <input type="hidden" name="of" value=of.to_string()/> })}
            <select class="input" name="by" aria-label="Who">
                <option value="">"Everybody"</option>
                {command_line}
                {actors.collect_view()}
            </select>
            <select class="input" name="what" aria-label="What">
                <option value="">"All changes"</option>
                {whats.into_iter().collect_view()}
            </select>
            <button type="submit" class="btn">"Show"</button>
        </form>
    }
    .into_any()
}

/// That not everything is shown.
#[component]
fn Only(found: AuditPage, tiers: Vec<Tier>) -> impl IntoView {
    let first = found.entries.first();
    let object = first.map(|entry| change::object(entry, &tiers));
    let of = object.map(|object| format!("Only changes of {object}. "));
    view! { <p class="page-about">{of}<a href=routes::AUDIT>"Show all changes"</a></p> }.into_any()
}

#[component]
fn Found(found: AuditPage, filter: AuditFilter, tiers: Vec<Tier>) -> impl IntoView {
    let ends = found.entries.first().zip(found.entries.last());
    let Some((first, last)) = ends.map(|(first, last)| (first.seq, last.seq)) else {
        return view! { <p class="card audit-nothing">"Nothing of this kind was changed."</p> }
            .into_any();
    };
    let newer = found.newer.then(
        || view! { <a class="btn small" href=at(filter, "after", first) rel="prev">"Newer"</a> },
    );
    let older = found.older.then(
        || view! { <a class="btn small" href=at(filter, "before", last) rel="next">"Older"</a> },
    );
    view! {
        <Table entries=found.entries tiers/>
        <nav class="audit-pages" aria-label="Parts of the log">{newer}{older}</nav>
    }
    .into_any()
}
