//! Uses the link up, makes the account and signs it in.

use crate::shared::api::{AppError, NothingElse};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "redeem_link")]
pub async fn redeem_link(
    secret: String,
    email: String,
    name: String,
    password: String,
    #[server(flatten)] _rest: NothingElse,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::accounts::NewPerson;
    let person = NewPerson {
        email,
        name,
        password,
    };
    let account = server::tollgate()?.accounts.redeem(&secret, person).await?;
    server::sign_in_session(&server::session().await?, &account).await?;
    server::redirect(routes::HOME);
    Ok(())
}
