//! Sets last day, limits and models of a key.

use super::super::model::terms_form::TermsForm;
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

/// `version` is the one that the form was drawn with.
#[server(prefix = "/api/fn", endpoint = "change_key", protocol = Call<Form>)]
pub async fn change_key(
    key: String,
    version: String,
    #[server(flatten)] terms: TermsForm,
) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::Error;
    let caller = server::caller().await?;
    // What is no id belongs to nobody; what is no version was never shown.
    let key = key.parse().map_err(|_| Error::NotFound)?;
    let version = version.parse().map_err(|_| Error::Stale)?;
    let keys = server::tollgate()?.keys;
    keys.change(&caller, key, version, terms.read()?).await?;
    Ok(server::say("Saved. It counts within two seconds.").await?)
}
