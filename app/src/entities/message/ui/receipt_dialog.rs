//! The receipt of an answer: the total, what was used by kind, who answered and who counted.

use super::super::model::receipt_lines::{Line, lines};
use crate::shared::ui::dialog::{About, Dialog};
use leptos::prelude::*;
use tollgate::types::money::grouped;
use tollgate::types::{Answer, NanoDollars, Outcome, Receipt, UsageSource};

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
    let total = receipt.usage.tokens.total();
    let rows: Vec<_> = lines(&receipt).into_iter().map(row).collect();
    view! {
        <div class="dialog-body receipt">
            <div class="receipt-total">
                <span>"Total, charged once"</span>
                <span class="receipt-sum">{receipt.total().as_call()}</span>
                <span class="receipt-exact">"exactly " {receipt.total().as_exact()}</span>
            </div>
            {saved}
            <table>
                <caption class="sr-only">"What was used"</caption>
                <thead>
                    <tr>
                        <th scope="col">"What was used"</th>
                        <th scope="col" class="end">"Tokens"</th>
                        <th scope="col" class="end">"Cost"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"Total"</th>
                        <td class="end">{grouped(total)}</td>
                        <td class="end">{receipt.total().as_call()}</td>
                    </tr>
                </tfoot>
            </table>
            <p class="receipt-source">{who} <br /> {counted}</p>
        </div>
    }
    .into_any()
}

fn row(line: Line) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">
                {line.what} {line.remark.map(|remark| view! { <small>{format!(" · {remark}")}</small> })}
            </th>
            <td class="end">{line.tokens.map_or_else(unknown, grouped)}</td>
            <td class="end">{line.cost.map_or_else(unknown, NanoDollars::as_call)}</td>
        </tr>
    }
    .into_any()
}

fn unknown() -> String {
    "–".into()
}
