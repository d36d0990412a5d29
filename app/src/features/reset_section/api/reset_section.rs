//! What the file says counts again.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "reset_section", protocol = Call<Form>)]
pub async fn reset_section(section: String, version: i64) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::{Error, types::Section};
    let admin = server::admin().await?;
    let section = Section::named(&section).ok_or(Error::NotFound)?;
    let policies = server::tollgate()?.policies;
    policies.set::<()>(&admin, section, version, None).await?;
    Ok(server::say("Saved. What the file says counts again.").await?)
}
