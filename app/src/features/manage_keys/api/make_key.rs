//! Makes a key. It goes to the page by memory alone: not in the answer's address, not through the session.

use super::super::model::terms_form::TermsForm;
use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "make_key", protocol = Call<Form>)]
pub async fn make_key(name: String, #[server(flatten)] terms: TermsForm) -> Result<(), AppError> {
    use crate::shared::server;
    let caller = server::caller().await?;
    let session = server::session_name().await?;
    let keys = server::tollgate()?.keys;
    keys.make(&caller, &session, &name, terms.read()?).await?;
    Ok(())
}
