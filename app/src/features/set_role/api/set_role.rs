//! Counts from the next request of theirs on.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use tollgate::types::{AccountId, Role};

#[server(prefix = "/api/fn", endpoint = "set_role", protocol = Call<Form>)]
pub async fn set_role(account: AccountId, role: Role) -> Result<(), AppError> {
    use crate::shared::server;
    let admin = server::admin().await?;
    let accounts = server::tollgate()?.accounts;
    accounts.set_role(&admin, account, role).await?;
    let done = match role {
        Role::Admin => "They are an admin now.",
        Role::Person => "They are no admin any more.",
    };
    server::say(done).await?;
    Ok(())
}
