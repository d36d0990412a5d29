//! A call in the list. Where there is little room, it is two lines.

use super::moments::{Moment, short};
use super::words;
use crate::shared::routes;
use crate::shared::ui::badge::Badge;
use leptos::prelude::*;
use tollgate::ledger::Zone;
use tollgate::types::money::grouped;
use tollgate::types::{Call, CallKey, CallUnderWay, Day, Outcome};

#[component]
pub fn CallRow(call: Call, zone: Zone, today: Day) -> impl IntoView {
    let (outcome, tone) = words::outcome(call.outcome);
    let tokens = call.usage.tokens;
    let (input, output) = (
        grouped(tokens.total() - tokens.output),
        grouped(tokens.output),
    );
    let purpose = words::purpose(call.purpose);
    let at = short(call.started_at, &zone, today);
    let brief = format!("{at} · {purpose} · {input} in, {output} out");
    let about = format!("Receipt of {at}, {}", call.llm.0);
    // An attempt that cost something is a call of its own, and no try of another.
    let tries = call.failed_attempts.len() + usize::from(call.outcome != Outcome::Cached);
    let tries = (tries > 1).then(|| view! { <small>{format!(" {tries} tries")}</small> });
    view! {
        <tr>
            <td class="wide"><Moment at=call.started_at zone today/></td>
            <th scope="row">
                <span class="call-model">{call.llm.0}</span>
                <small class="wide">" · " {call.provider}</small>
                <small class="call-brief">{brief}</small>
            </th>
            <td class="wide">{purpose}</td>
            <td class="wide"><KeyName key_=call.key/></td>
            <td class="wide end">{input}</td>
            <td class="wide end">{output}</td>
            <td class="call-outcome"><Badge tone text=outcome/>{tries}</td>
            <td class="call-cost end" title=call.cost.as_exact()>{call.cost.as_call()}</td>
            <td class="call-open end"><a href=routes::call(call.id) aria-label=about>"Receipt"</a></td>
        </tr>
    }
    .into_any()
}

/// One that has not ended has no receipt yet.
#[component]
pub fn UnderWayRow(call: CallUnderWay, zone: Zone, today: Day) -> impl IntoView {
    let input = grouped(call.input_counted);
    let purpose = words::purpose(call.purpose);
    let at = short(call.started_at, &zone, today);
    let brief = format!("{at} · {purpose} · {input} in");
    view! {
        <tr>
            <td class="wide"><Moment at=call.started_at zone today/></td>
            <th scope="row">
                <span class="call-model">{call.llm.0}</span>
                <small class="wide">" · " {call.provider}</small>
                <small class="call-brief">{brief}</small>
            </th>
            <td class="wide">{purpose}</td>
            <td class="wide"><KeyName key_=call.key/></td>
            <td class="wide end">{input}</td>
            <td class="wide end">"…"</td>
            <td class="call-outcome"><Badge tone="accent" text="writing"/></td>
            <td class="call-cost end held">{format!("held {}", call.held.as_call())}</td>
            <td class="call-open end">"–"</td>
        </tr>
    }
    .into_any()
}

#[component]
fn KeyName(key_: Option<CallKey>) -> impl IntoView {
    match key_ {
        Some(key) => key.name,
        None => "–".into(),
    }
}
