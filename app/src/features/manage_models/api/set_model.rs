//! Title, context and places of a model, if nobody else has changed it since.

use super::super::model::model_form::ModelForm;
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::LlmName;

#[server(prefix = "/api/fn", endpoint = "set_model", protocol = Call<Form>)]
pub async fn set_model(
    name: LlmName,
    version: i64,
    #[server(flatten)] form: ModelForm,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    let admin = server::admin().await?;
    let offer = server::tollgate()?.offer;
    offer.set(&admin, &name, version, form.read()?).await?;
    server::say("Saved. It counts from the next call on.").await?;
    server::redirect(&routes::model(&name));
    Ok(())
}
