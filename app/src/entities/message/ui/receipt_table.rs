//! The sum of a receipt, and what was used by kind, to the nano-dollar.

use super::super::model::receipt_lines::{Line, lines};
use leptos::prelude::*;
use tollgate::types::money::grouped;
use tollgate::types::{NanoDollars, Price, Receipt};

/// The total, and beside it the same exactly, and what was held for it.
#[component]
pub fn ReceiptTotal(
    cost: NanoDollars,
    /// And how much of it was given back.
    #[prop(default = None)]
    held: Option<(NanoDollars, NanoDollars)>,
) -> impl IntoView {
    let held =
        held.map(|(held, back)| format!("held {}, {} given back", held.as_call(), back.as_call()));
    view! {
        <div class="receipt-total">
            <span>"Total, charged once"</span>
            <span class="receipt-sum">{cost.as_call()}</span>
            <span class="receipt-exact">
                "exactly " {cost.as_exact()} {held.map(|held| view! { <br/> {held} })}
            </span>
        </div>
    }
    .into_any()
}

#[component]
pub fn ReceiptTable(
    receipt: Receipt,
    /// Shown beside each kind of token.
    #[prop(default = None)]
    price: Option<Price>,
) -> impl IntoView {
    let prices = price.map(|price| {
        [
            price.input,
            price.cached_input,
            price.cache_write,
            price.output,
        ]
    });
    let rows: Vec<_> = lines(&receipt)
        .into_iter()
        .map(|line| row(line, prices.as_ref()))
        .collect();
    let total = grouped(receipt.usage.tokens.total());
    let per_million = || prices.is_some();
    view! {
        <table>
            <caption class="sr-only">"What was used"</caption>
            <thead>
                <tr>
                    <th scope="col">"What was used"</th>
                    <th scope="col" class="end">"Tokens"</th>
                    {per_million().then(|| view! { <th scope="col" class="end">"per 1M"</th> })}
                    <th scope="col" class="end">"Cost"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Total"</th>
                    <td class="end">{total}</td>
                    {per_million().then(|| view! { <td></td> })}
                    <td class="end">{receipt.total().as_exact()}</td>
                </tr>
            </tfoot>
        </table>
    }
    .into_any()
}

fn row(line: Line, prices: Option<&[NanoDollars; 4]>) -> impl IntoView + use<> {
    let price = prices.map(|prices| {
        let price = line
            .kind
            .map_or_else(unknown, |kind| prices[kind].as_price());
        view! { <td class="end per-million">{price}</td> }
    });
    view! {
        <tr>
            <th scope="row">
                {line.what} {line.remark.map(|remark| view! { <small>{format!(" · {remark}")}</small> })}
            </th>
            <td class="end">{line.tokens.map_or_else(unknown, grouped)}</td>
            {price}
            <td class="end">{line.cost.map_or_else(unknown, NanoDollars::as_exact)}</td>
        </tr>
    }
    .into_any()
}

fn unknown() -> String {
    "–".into()
}
