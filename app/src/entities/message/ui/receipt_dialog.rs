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
    let lines = lines(&receipt);
    let priced = lines.iter().any(|line| line.cost.is_some());
    let rows: Vec<_> = lines.into_iter().map(row).collect();
    let lost = (priced && receipt.lost() > NanoDollars::ZERO).then(|| lost(receipt.lost()));
    view! {
        <div class="dialog-body receipt">
            <div class="receipt-total">
                <span>"Total, charged once"</span>
                <span class="receipt-sum">{receipt.cost.as_call()}</span>
                <span class="receipt-exact">"exactly " {receipt.cost.as_exact()}</span>
            </div>
            {saved}
            <table>
                <caption class="sr-only">"What was used"</caption>
                <thead>
                    <tr>
                        <th scope="col">"What was used"</th>
                        <th scope="col" class="end">"Tokens"</th>
                        {priced.then(|| view! { <th scope="col" class="end">"Cost"</th> })}
                    </tr>
                </thead>
                <tbody>{rows} {lost}</tbody>
                <tfoot>
                    <tr>
                        <th scope="row">"Total"</th>
                        <td class="end">{grouped(total)}</td>
                        {priced.then(|| cost(receipt.cost))}
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
            <td class="end">{grouped(line.tokens)}</td>
            {line.cost.map(cost)}
        </tr>
    }
    .into_any()
}

/// What attempts cost that failed; their tokens are not the answer's.
fn lost(lost: NanoDollars) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">"Attempts that failed"</th>
            <td class="end"></td>
            {cost(lost)}
        </tr>
    }
    .into_any()
}

fn cost(cost: NanoDollars) -> impl IntoView {
    view! {
        <td class="end" title=cost.as_exact()>
            {cost.as_call()}
        </td>
    }
    .into_any()
}
