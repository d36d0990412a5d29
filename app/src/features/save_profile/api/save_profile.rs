//! Sets name, time zone and theme.

use crate::shared::api::{AppError, Call, Form};
use leptos::prelude::*;

#[server(prefix = "/api/fn", endpoint = "save_profile", protocol = Call<Form>)]
pub async fn save_profile(name: String, time_zone: String, theme: String) -> Result<(), AppError> {
    use crate::shared::server;
    use tollgate::types::Theme;
    let caller = server::caller().await?;
    let theme = Theme::from_word(&theme).unwrap_or_default();
    server::tollgate()?
        .save_profile(&caller, &name, &time_zone, theme)
        .await?;
    server::say("Saved.").await?;
    Ok(())
}
