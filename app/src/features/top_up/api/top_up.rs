//! The same id twice is one top-up.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::{AccountId, TopUpId};

/// `amount` in dollars, as somebody writes it.
#[server(prefix = "/api/fn", endpoint = "top_up", protocol = Call<Form>)]
pub async fn top_up(id: TopUpId, account: AccountId, amount: String) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::Error;
    use tollgate::types::NanoDollars;
    let admin = server::admin().await?;
    let wrong = || Error::invalid("amount", "Write dollars like 5 or 0.25.");
    let amount = NanoDollars::of_dollars(amount.trim()).ok_or_else(wrong)?;
    let ledger = server::tollgate()?.ledger;
    ledger.top_up(&admin, id, account, amount).await?;
    server::say(format!(
        "{} more for today and this month.",
        amount.as_sum()
    ))
    .await?;
    Ok(())
}
