//! A model that the file does not know.

use super::super::model::model_form::ModelForm;
use super::super::model::written_price::WrittenPrice;
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::LlmKind;

#[server(prefix = "/api/fn", endpoint = "create_model", protocol = Call<Form>)]
pub async fn create_model(
    name: String,
    kind: LlmKind,
    #[server(flatten)] price: WrittenPrice,
    #[server(flatten)] form: ModelForm,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    let admin = server::admin().await?;
    let offer = server::tollgate()?.offer;
    let wishes = form.read()?;
    let price = match price.is_empty() {
        true => None,
        false => Some(price.read(kind)?),
    };
    let name = offer.create(&admin, &name, kind, wishes, price).await?;
    server::say("The model is made.").await?;
    server::redirect(&routes::model(&name));
    Ok(())
}
