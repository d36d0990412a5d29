//! What is spent, held and saved, and by how many.

use super::super::model::words::weekday;
use crate::shared::lib::share::share;
use leptos::prelude::*;
use tollgate::ledger::HouseOverview;
use tollgate::types::money::grouped;

#[component]
pub fn Figures(house: HouseOverview) -> impl IntoView {
    let today = house.zone.date(house.now);
    let state = house.state;
    let usual = house.usual.map_or_else(
        || format!("no {} before to compare with", weekday(today)),
        |usual| format!("{} a usual {}", usual.as_sum(), weekday(today)),
    );
    let pace = house.month_ends_at.map_or_else(
        || "the month has just begun".to_owned(),
        |end| {
            format!(
                "pace {} by {}",
                end.as_sum(),
                house.month_ends.without_year()
            )
        },
    );
    let under_way = match state.under_way {
        0 => "nothing is being written".to_owned(),
        1 => "1 answer is being written".to_owned(),
        more => format!("{} answers are being written", grouped(more)),
    };
    let scarce = match state.scarce {
        0 => "none past 80\u{a0}% of a budget".to_owned(),
        some => format!("{} past 80\u{a0}% of a budget", grouped(some)),
    };
    let looked = house.today.answered;
    let saved = format!("hit rate {}", share(house.today.cached, looked));
    view! {
        <dl class="card figures">
            <Figure what="Spent today" amount=house.today.cost.as_sum() more=usual/>
            <Figure what="Spent this month" amount=house.month.cost.as_sum() more=pace/>
            <Figure what="Held now" amount=state.held.as_sum() more=under_way/>
            <Figure
                what="Active people today"
                amount=grouped(state.active)
                of=format!(" of {}", grouped(state.people))
                more=scarce
            />
            <Figure what="Saved by cache today" amount=house.today.saved.as_sum() more=saved/>
        </dl>
    }
    .into_any()
}

#[component]
fn Figure(
    what: &'static str,
    amount: String,
    #[prop(optional)] of: Option<String>,
    more: String,
) -> impl IntoView {
    view! {
        <div>
            <dt>{what}</dt>
            <dd>
                <strong>{amount}</strong>
                {of.map(|of| view! { <small>{of}</small> })}
                <span>{more}</span>
            </dd>
        </div>
    }
    .into_any()
}
