//! All alerts, newest first.

use super::alert_row::AlertRow;
use crate::shared::api::AppError;
use crate::shared::routes;
use crate::shared::server::{self, Drawn, Place};
use leptos::prelude::*;
use tollgate::types::Alert;

pub async fn draw(place: Place) -> Result<Drawn, AppError> {
    let before = place.said("before").and_then(|id| id.parse().ok());
    let caller = server::caller().await?;
    let alerts = server::tollgate()?.alerts;
    let (listed, more) = alerts.list(&caller, before).await?;
    let unread = alerts.unread(&caller).await?;
    let is_first = before.is_none();
    let page = view! { <AlertsPage listed more is_first unread/> };
    Ok(Drawn::new("Alerts", page))
}

#[component]
fn AlertsPage(listed: Vec<Alert>, more: bool, is_first: bool, unread: u32) -> impl IntoView {
    let Some(newest) = listed.first().map(|alert| alert.raised_at.0) else {
        return view! {
            <section class="card alerts-none">
                <p>
                    {if is_first {
                        "When 80 % of a budget is spent, and when it is used up, it will be said here."
                    } else {
                        "There are no older alerts."
                    }}
                </p>
            </section>
        }
        .into_any();
    };
    let older = listed.last().filter(|_| more);
    let older = older.map(|last| routes::alerts_before(last.id));
    let rows: Vec<_> = listed
        .into_iter()
        .map(|alert| view! { <AlertRow alert/> })
        .collect();
    view! {
        <div class="alerts-head">
            <p>{unread_in_words(unread)}</p>
            // Only where the newest are shown is all really all.
            {(unread > 0 && is_first).then(|| view! { <ReadAll until=newest/> })}
        </div>
        <section class="card" aria-label="Alerts, newest first">
            <ul class="alerts">{rows}</ul>
        </section>
        <nav class="pager" aria-label="Pages of alerts">
            <span>"Newest first"</span>
            {(!is_first).then(|| view! { <a class="btn small" href=routes::ALERTS>"Newest"</a> })}
            {older.map(|href| view! { <a class="btn small" href=href>"Older"</a> })}
        </nav>
    }
    .into_any()
}

fn unread_in_words(unread: u32) -> String {
    match unread {
        0 => "All are read.".into(),
        unread => format!("{unread} unread."),
    }
}

#[component]
fn ReadAll(until: i64) -> impl IntoView {
    view! {
        <form method="post" action="/api/fn/read_alerts">
            <input type="hidden" name="until" value=until.to_string()/>
            <button type="submit" class="btn small">"Mark all as read"</button>
        </form>
    }
}
