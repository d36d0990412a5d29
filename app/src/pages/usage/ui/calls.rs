//! The newest calls: a table of which every row leads to its receipt.

use super::call_row::{CallRow, UnderWayRow};
use super::filter::{FilterForm, Narrowed};
use crate::shared::routes;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::ledger::CallPage;
use tollgate::types::{CallPlace, CallsFrom};

#[component]
pub fn Calls(page: CallPage, narrowed: Narrowed) -> impl IntoView {
    let kinds = page.kinds.clone();
    let export = |path, kind, name: &'static str| {
        view! {
            <a class="btn small" href=narrowed.export(path) aria-label=name rel="external">
                <Icon name="down"/>{kind}
            </a>
        }
    };
    view! {
        <section class="card" id="calls" aria-labelledby="calls-title">
            <header class="card-head">
                <h2 id="calls-title">"Calls"</h2>
                <div class="calls-tools">
                    {export(routes::USAGE_CSV, "CSV", "Calls as CSV")}
                    {export(routes::USAGE_JSON, "JSON", "Calls as JSON")}
                </div>
            </header>
            <FilterForm narrowed=narrowed.clone() kinds/>
            <List page narrowed/>
        </section>
    }
    .into_any()
}

#[component]
fn List(page: CallPage, narrowed: Narrowed) -> impl IntoView {
    if page.calls.is_empty() && page.under_way.is_empty() {
        let text = match (narrowed.wrong.is_some(), narrowed.is_narrowed()) {
            (true, _) => "Nothing is listed until the filter can be read.",
            (false, true) => "No call fits all of this.",
            (false, false) => "Here will be each call with what it cost.",
        };
        return view! { <p class="usage-nothing">{text}</p> }.into_any();
    }
    let (zone, today) = (page.zone, page.today);
    let under_way = page.under_way.into_iter().map(|call| {
        view! { <UnderWayRow call zone=zone.clone() today/> }
    });
    let under_way = under_way.collect_view();
    let calls = page
        .calls
        .into_iter()
        .map(|call| view! { <CallRow call zone=zone.clone() today/> });
    let calls = calls.collect_view();
    view! {
        <div class="table-card" tabindex="0" role="region" aria-label="Calls, as table">
            <table class="table calls">
                <caption class="sr-only">"Calls, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Time"</th>
                        <th scope="col">"Model"</th>
                        <th scope="col">"Purpose"</th>
                        <th scope="col">"Key"</th>
                        <th scope="col" class="end">"In"</th>
                        <th scope="col" class="end">"Out"</th>
                        <th scope="col">"Outcome"</th>
                        <th scope="col" class="end">"Cost"</th>
                        <th scope="col" class="end">"Receipt"</th>
                    </tr>
                </thead>
                <tbody>{under_way}{calls}</tbody>
            </table>
        </div>
        <Pager narrowed newer=page.newer older=page.older/>
    }
    .into_any()
}

#[component]
fn Pager(narrowed: Narrowed, newer: Option<CallPlace>, older: Option<CallPlace>) -> impl IntoView {
    let link = |to: Option<CallsFrom>, name: &'static str| match to {
        Some(to) => view! { <a class="btn" href=narrowed.page(to)>{name}</a> }.into_any(),
        None => view! { <a class="btn" role="link" aria-disabled="true">{name}</a> }.into_any(),
    };
    view! {
        <footer class="calls-foot">
            <p>"Newest first"</p>
            <nav aria-label="Pages of calls">
                {link(newer.map(CallsFrom::NewerThan), "Newer")}
                {link(older.map(CallsFrom::OlderThan), "Older")}
            </nav>
        </footer>
    }
    .into_any()
}
