//! Gives a model back to the file, or to the catalogue.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::LlmName;

#[server(prefix = "/api/fn", endpoint = "reset_model", protocol = Call<Form>)]
pub async fn reset_model(name: LlmName, version: i64) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::Error;
    let admin = server::admin().await?;
    let offer = server::tollgate()?.offer;
    offer.reset(&admin, &name, version).await?;
    match offer.one(&admin, &name).await {
        Ok(_) => {
            server::say("What was set here is gone. The file counts again.").await?;
            server::redirect(&routes::model(&name));
        }
        Err(Error::NotFound) => {
            server::say(format!("{} is not offered any more.", name.0)).await?;
            server::redirect(routes::MODELS);
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
