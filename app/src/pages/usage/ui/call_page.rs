//! A call with its receipt: the sum, what was used, and what happened.

use super::happened::{Happened, happened};
use super::{moments, words};
use crate::entities::message::{ReceiptTable, ReceiptTotal};
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use crate::shared::ui::badge::Badge;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::Error;
use tollgate::ledger::OneCall;
use tollgate::types::{CallRecord, UsageSource};

/// What is no id at all looks like an unknown one.
pub async fn draw_call(place: Place) -> Result<Drawn, AppError> {
    let caller = server::caller().await?;
    let id = place.after(routes::CALLS).and_then(|id| id.parse().ok());
    let id = id.ok_or(Error::NotFound)?;
    let call = server::tollgate()?.ledger.call(&caller, id).await?;
    Ok(Drawn::new("Receipt", view! { <CallView call/> }))
}

#[component]
fn CallView(call: OneCall) -> impl IntoView {
    let OneCall { record, zone } = call;
    let call = &record.call;
    let (outcome, tone) = words::outcome(call.outcome);
    let at = moments::full(call.started_at, &zone);
    let machines = moments::for_machines(call.started_at);
    let title = format!("{} · {}", call.llm.0, words::purpose(call.purpose));
    view! {
        <p><a class="btn small" href=routes::USAGE><Icon name="chevron-left"/>"Usage"</a></p>
        <section class="card call" aria-labelledby="call-title">
            <header class="card-head">
                <div>
                    <h2 id="call-title">{title}</h2>
                    <p class="call-when"><time datetime=machines>{at}</time></p>
                </div>
                <Badge tone text=outcome/>
            </header>
            <div class="card-body receipt">
                <ReceiptTotal cost=record.receipt.total() held=record.held.zip(record.given_back())/>
                <ReceiptTable receipt=record.receipt.clone() price=record.price/>
                <Story all=happened(&record)/>
                <Notes record/>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Story(all: Vec<Happened>) -> impl IntoView {
    let rows = all.into_iter().map(|one| {
        view! {
            <li>
                <span class="call-after">{one.after}</span>
                <Icon name=one.icon/>
                <span>{one.what}</span>
                <small>{one.remark}</small>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <div>
            <h3 class="call-story-title">"What happened"</h3>
            <ol class="call-story">{rows}</ol>
        </div>
    }
    .into_any()
}

/// Who answered and counted, with which key, where it was said, and under which id.
#[component]
fn Notes(record: CallRecord) -> impl IntoView {
    let counted = match record.call.usage.source {
        UsageSource::Provider => "Tokens as the provider counted them.",
        UsageSource::Counted => "Tokens counted by us: the provider did not say.",
    };
    let priced = record
        .price
        .map(|_| " Priced as it was when the call began.");
    // What is not the call's own.
    let beside = (record.receipt.total() > record.call.cost)
        .then_some(" Judging, and attempts that failed, are calls of their own in the list.");
    let key = record
        .call
        .key
        .map(|key| view! { <dt>"Key"</dt><dd>{key.name}</dd> });
    let chat = record.said.map(|said| {
        view! {
            <dt>"Chat"</dt>
            <dd><a href=routes::chat(said.chat) rel="external">{said.title}</a></dd>
        }
    });
    view! {
        <dl class="call-notes">
            <dt>"Provider"</dt>
            <dd>{record.call.provider}</dd>
            {key}
            {chat}
        </dl>
        <p class="receipt-source">{counted} {priced} {beside}</p>
        <details class="receipt-source">
            <summary>"Details"</summary>
            <p>"Call " <code>{record.call.id.to_string()}</code></p>
        </details>
    }
    .into_any()
}
