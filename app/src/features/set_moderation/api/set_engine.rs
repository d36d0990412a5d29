//! Who judges what is asked, and what becomes of what nobody could judge.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// `keep_text` is there if the box is ticked.
#[server(prefix = "/api/fn", endpoint = "set_engine", protocol = Call<Form>)]
pub async fn set_engine(
    version: i64,
    engine: String,
    model: String,
    on_failure: String,
    #[server(default)] keep_text: Option<String>,
) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::config::ModerationSection;
    use tollgate::types::Section;
    let admin = server::admin().await?;
    let policies = server::tollgate()?.policies;
    let model = Some(model.trim().to_owned());
    let section = ModerationSection {
        // The built-in engine asks no model, whatever still stands in the field.
        model: model.filter(|model| !model.is_empty() && engine != "built-in"),
        engine: Some(engine),
        on_failure: Some(on_failure),
        keep_text: Some(keep_text.is_some()),
        ..policies.now().file().moderation.clone()
    };
    policies
        .set(&admin, Section::Moderation, version, Some(&section))
        .await?;
    Ok(server::say("Saved. It counts from the next question on.").await?)
}
