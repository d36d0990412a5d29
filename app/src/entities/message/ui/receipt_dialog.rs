//! The receipt of an answer: the total, what was used by kind, who answered and who counted.

use crate::entities::message::{ReceiptTable, ReceiptTotal};
use crate::shared::ui::dialog::{About, Dialog};
use leptos::prelude::*;
use tollgate::types::{Answer, Outcome, Receipt, UsageSource};

#[component]
pub fn ReceiptDialog(answer: About<Answer>) -> impl IntoView {
    let body = move || {
        let answer = answer.get()?;
        let receipt = answer.receipt?;
        Some(view! { <ReceiptBody title=answer.llm_title receipt /> })
    };
    view! {
        <Dialog id=answer.dialog() title="Receipt">
            {body}
            <footer class="dialog-foot">
                <button type="button" class="btn" on:click=move |_| answer.close()>
                    "Close"
                </button>
            </footer>
        </Dialog>
    }
    .into_any()
}

#[component]
fn ReceiptBody(title: String, receipt: Receipt) -> impl IntoView {
    let who = format!("{title}, answered by {}", receipt.provider);
    let counted = match receipt.usage.source {
        UsageSource::Provider => "Tokens as the provider counted them",
        UsageSource::Counted => "Tokens counted by us: the provider did not say",
    };
    let saved = (receipt.outcome == Outcome::Cached).then(|| {
        let saved = receipt.saved;
        view! {
            <p class="receipt-source">
                "From the cache: no provider was asked. Saved " <b>{saved.as_call()}</b>
                " (exactly " {saved.as_exact()} ")."
            </p>
        }
    });
    view! {
        <div class="dialog-body receipt">
            <ReceiptTotal cost=receipt.total()/>
            {saved}
            <ReceiptTable receipt/>
            <p class="receipt-source">{who} <br /> {counted}</p>
        </div>
    }
    .into_any()
}
