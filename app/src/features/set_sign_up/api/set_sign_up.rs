//! Who may make an account.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "set_sign_up", protocol = Call<Form>)]
pub async fn set_sign_up(version: i64, mode: String) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::types::Section;
    let admin = server::admin().await?;
    let policies = server::tollgate()?.policies;
    policies
        .set(&admin, Section::SignUp, version, Some(&mode))
        .await?;
    Ok(server::say("Saved. It counts at once.").await?)
}
