//! What a one-time link gives, before it is used.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use tollgate::types::{Finding, Invitation};

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Link {
    pub invitation: Invitation,
    /// It makes the first account.
    pub is_setup: bool,
    /// What there is to work with; told to nobody but who sets the program up.
    pub findings: Vec<Finding>,
}

#[server(prefix = "/api/fn", endpoint = "open_link", protocol = Call<Form>)]
pub async fn open_link(secret: String) -> Result<Link, AppError> {
    use crate::shared::server;
    let tollgate = server::tollgate()?;
    let invitation = tollgate.accounts.open_invite(&secret).await?;
    let is_setup = !tollgate.accounts.is_set_up().await?;
    let findings = if is_setup {
        tollgate.findings()
    } else {
        Vec::new()
    };
    Ok(Link {
        invitation,
        is_setup,
        findings,
    })
}
