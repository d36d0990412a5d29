//! The page as the server draws it for the caller.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// `query` as the address has it: `days=week&by=purpose`. What it does not say is the month, by model.
#[server(prefix = "/api/fn", endpoint = "draw_usage", protocol = Call<Form>)]
pub async fn draw_usage(query: String) -> Result<String, AppError> {
    use crate::pages::usage::drawn::{stack::By, whole::Whole};
    use crate::shared::server;
    use tollgate::types::Days;
    let said = |name: &str| {
        let mut pairs = query.trim_start_matches('?').split('&');
        pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    };
    let days = said("days").and_then(Days::from_word).unwrap_or_default();
    let by = said("by").and_then(By::from_word).unwrap_or_default();
    let caller = server::caller().await?;
    let overview = server::tollgate()?.ledger.overview(&caller, days).await?;
    Ok(view! { <Whole overview days by/> }.to_html())
}
