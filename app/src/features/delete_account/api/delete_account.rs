//! Deletes the own account and signs out.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "delete_account", protocol = Call<Form>)]
pub async fn delete_account(current: String) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    let caller = server::caller().await?;
    server::tollgate()?
        .delete_account(&caller, &current)
        .await?;
    server::sign_out_session(&server::session().await?).await?;
    server::redirect(routes::SIGN_IN);
    Ok(())
}
