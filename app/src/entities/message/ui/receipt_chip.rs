//! What the answer costs: counted while it is written, then the receipt, in the same place.

use super::super::model::ending::Chip;
use super::super::model::live_answer::LiveAnswer;
use crate::shared::ui::icon::Icon;
use leptos::prelude::*;
use tollgate::types::money::grouped;
use tollgate::types::{Answer, Receipt};

#[component]
pub fn ReceiptChip(live: RwSignal<LiveAnswer>, on_receipt: Callback<Answer>) -> impl IntoView {
    let end =
        Memo::new(move |_| live.with(|live| (live.answer.state, live.answer.receipt.clone())));
    move || match end.get() {
        (state, Some(receipt)) => finished(Chip::of(state, &receipt), &receipt, live, on_receipt),
        _ if live.with(LiveAnswer::is_writing) => view! { <SoFar live /> }.into_any(),
        _ => ().into_any(),
    }
}

fn finished(
    chip: Chip,
    receipt: &Receipt,
    live: RwSignal<LiveAnswer>,
    on_receipt: Callback<Answer>,
) -> AnyView {
    let open = move |_| on_receipt.run(live.with_untracked(|live| live.answer.clone()));
    let title = receipt.cost.as_exact();
    view! {
        <button type="button" class="chip" title=title on:click=open>
            <Icon name="receipt" />
            <span class="sr-only">"Receipt: "</span>
            <span>
                {chip.tokens} " · " <b>{chip.cost}</b>
                {chip.remark.map(|remark| format!(" · {remark}"))}
            </span>
        </button>
    }
    .into_any()
}

#[component]
fn SoFar(live: RwSignal<LiveAnswer>) -> impl IntoView {
    view! {
        <span class="chip so-far">
            <Icon name="clock" />
            <span>
                "Writing · " <b>{move || live.with(|live| grouped(live.tokens))}</b> " tokens · "
                <b>{move || live.with(|live| live.cost.as_call())}</b> " so far"
            </span>
        </span>
    }
    .into_any()
}
