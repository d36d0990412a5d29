//! Takes a code, or a recovery code, and opens the session.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "enter_code", protocol = Call<Form>)]
pub async fn enter_code(code: String) -> Result<(), AppError> {
    use crate::shared::{lib::next::local_path, routes, server};
    let session = server::session().await?;
    let Some(half) = server::half_signed_in(&session).await? else {
        // Signed in already, or not at all.
        server::caller().await?;
        server::redirect(routes::HOME);
        return Ok(());
    };
    let accounts = server::tollgate()?.accounts;
    let account = accounts.enter_code(half.account, half.epoch, &code).await?;
    server::sign_in_session(&session, &account).await?;
    server::redirect(local_path(half.next.as_deref()));
    Ok(())
}
