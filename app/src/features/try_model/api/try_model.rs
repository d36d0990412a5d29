//! Asks as the admin, who pays for it as for every question.

use super::super::model::trial::Trial;
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::LlmName;

/// What came of it stands on the page.
#[server(prefix = "/api/fn", endpoint = "try_model", protocol = Call<Form>)]
pub async fn try_model(name: LlmName, question: String) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    let admin = server::admin().await?;
    let offer = server::tollgate()?.offer;
    let tried = offer.try_model(&admin, &name, &question).await?;
    server::show_once("", Trial::of(question, tried).kept()).await?;
    server::redirect(&routes::model(&name));
    Ok(())
}
