//! Ends the session.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "sign_out", protocol = Call<Form>)]
pub async fn sign_out() -> Result<(), AppError> {
    use crate::shared::{routes, server};
    server::sign_out_session(&server::session().await?).await?;
    server::redirect(routes::SIGN_IN);
    Ok(())
}
