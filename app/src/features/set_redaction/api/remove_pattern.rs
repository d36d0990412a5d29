//! Takes a pattern of one's own away.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "remove_pattern", protocol = Call<Form>)]
pub async fn remove_pattern(version: i64, which: usize) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::{Error, types::Section};
    let admin = server::admin().await?;
    let policies = server::tollgate()?.policies;
    let mut section = policies.now().file().redaction.clone();
    if which >= section.patterns.len() {
        return Err(Error::Stale.into());
    }
    section.patterns.remove(which);
    policies
        .set(&admin, Section::Redaction, version, Some(&section))
        .await?;
    server::say("The pattern is gone.").await?;
    server::redirect(routes::POLICIES);
    Ok(())
}
