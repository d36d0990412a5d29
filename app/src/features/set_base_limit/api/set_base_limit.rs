//! Requests in so many minutes from one address.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// Numbers as somebody writes them.
#[server(prefix = "/api/fn", endpoint = "set_base_limit", protocol = Call<Form>)]
pub async fn set_base_limit(
    version: i64,
    requests: String,
    minutes: String,
) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::config::BaseLimitSection;
    use tollgate::{Error, types::Section};
    let admin = server::admin().await?;
    let read = |field, text: &str, most: u32| match text.trim().parse::<u32>() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(Error::invalid(
            field,
            format!("Write a whole number from 1 to {most}."),
        )),
    };
    let section = BaseLimitSection {
        requests: Some(read("requests", &requests, 1_000_000)?),
        minutes: Some(read("minutes", &minutes, 24 * 60)?),
    };
    let policies = server::tollgate()?.policies;
    policies
        .set(&admin, Section::BaseLimit, version, Some(&section))
        .await?;
    Ok(server::say("Saved. It counts at once; what was tried before is forgotten.").await?)
}
