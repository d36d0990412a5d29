//! Which of the built-in rules are in force.

use crate::shared::api::{AppError, Call, Form, Listed};
use leptos::prelude::*;

/// A box that is ticked is `on.<name>`.
#[server(prefix = "/api/fn", endpoint = "set_built_in", protocol = Call<Form>)]
pub async fn set_built_in(version: i64, #[server(flatten)] listed: Listed) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::config::RedactionSection;
    use tollgate::redact::built_in;
    use tollgate::types::Section;
    let admin = server::admin().await?;
    let policies = server::tollgate()?.policies;
    let mut off: Vec<_> = built_in().into_iter().map(|rule| rule.name).collect();
    off.dedup();
    off.retain(|name| !listed.of("on").any(|(on, _)| on == name));
    let section = RedactionSection {
        off,
        ..policies.now().file().redaction.clone()
    };
    policies
        .set(&admin, Section::Redaction, version, Some(&section))
        .await?;
    Ok(server::say("Saved. It counts from the next answer on.").await?)
}
