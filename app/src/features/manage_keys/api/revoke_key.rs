//! Ends a key, and what runs with it.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::KeyId;

#[server(prefix = "/api/fn", endpoint = "revoke_key", protocol = Call<Form>)]
pub async fn revoke_key(key: KeyId) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    let caller = server::caller().await?;
    server::tollgate()?.keys.end(&caller, key).await?;
    server::say("Key revoked. Nothing opens with it any more.").await?;
    // Its own page is gone.
    server::redirect(routes::KEYS);
    Ok(())
}
