//! For whom a kept answer is one, how long, and how much room there is.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// Minutes and MiB, as somebody writes them.
#[server(prefix = "/api/fn", endpoint = "set_cache", protocol = Call<Form>)]
pub async fn set_cache(
    version: i64,
    scope: String,
    minutes: String,
    mib: String,
) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::config::CacheSection;
    use tollgate::{Error, types::Section};
    let admin = server::admin().await?;
    let read = |field, text: &str, most: u64| match text.trim().parse::<u64>() {
        Ok(number) if number <= most => Ok(number),
        _ => Err(Error::invalid(
            field,
            format!("Write a whole number from 0 to {most}."),
        )),
    };
    let section = CacheSection {
        scope: Some(scope),
        ttl_seconds: Some(60 * read("minutes", &minutes, 60 * 24 * 365)?),
        max_bytes: Some(read("mib", &mib, 1 << 20)? << 20),
    };
    let policies = server::tollgate()?.policies;
    policies
        .set(&admin, Section::Cache, version, Some(&section))
        .await?;
    Ok(server::say("Saved. It counts from the next call on.").await?)
}
