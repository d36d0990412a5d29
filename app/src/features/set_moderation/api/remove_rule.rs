//! Takes a rule of one's own away, and what its category did if nothing else finds it.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "remove_rule", protocol = Call<Form>)]
pub async fn remove_rule(version: i64, which: usize) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::{Error, types::Section};
    let admin = server::admin().await?;
    let policies = server::tollgate()?.policies;
    let mut section = policies.now().file().moderation.clone();
    if which >= section.rules.len() {
        return Err(Error::Stale.into());
    }
    section.rules.remove(which);
    section.drop_what_nothing_finds();
    policies
        .set(&admin, Section::Moderation, version, Some(&section))
        .await?;
    server::say("The rule is gone.").await?;
    server::redirect(routes::POLICIES);
    Ok(())
}
