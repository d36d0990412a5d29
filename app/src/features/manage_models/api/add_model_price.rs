//! What a model costs from a day on, or from now on.

use super::super::model::written_price::WrittenPrice;
use crate::shared::api::{AppError, Call, Form, NothingElse};
use leptos::prelude::*;
use tollgate::types::LlmName;

#[server(prefix = "/api/fn", endpoint = "add_model_price", protocol = Call<Form>)]
pub async fn add_model_price(
    name: LlmName,
    version: i64,
    from: String,
    #[server(flatten)] price: WrittenPrice,
    #[server(flatten)] _rest: NothingElse,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::Error;
    use tollgate::types::Day;
    let admin = server::admin().await?;
    let offer = server::tollgate()?.offer;
    let kind = offer.one(&admin, &name).await?.offered.model.llm.kind;
    let price = price.read(kind)?;
    let from = match from.trim() {
        "" => None,
        text => Some(Day::parse(text).ok_or_else(|| {
            Error::invalid("from", "Write a day like 2026-12-31, or nothing for now.")
        })?),
    };
    offer.add_price(&admin, &name, version, from, price).await?;
    server::say(match from {
        None => "Saved. The next call is charged by this price.".to_owned(),
        Some(day) => format!("Saved. It counts from {} on.", day.in_words()),
    })
    .await?;
    server::redirect(&routes::model(&name));
    Ok(())
}
