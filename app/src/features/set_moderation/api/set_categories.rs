//! What each category does from which score on, for everybody or for a tier.

use super::super::model::categories;
use crate::shared::api::{AppError, Call, Form, Listed};
use leptos::prelude::*;

/// `tier` is empty for everybody.
#[server(prefix = "/api/fn", endpoint = "set_categories", protocol = Call<Form>)]
pub async fn set_categories(
    tier: String,
    version: i64,
    #[server(flatten)] listed: Listed,
) -> Result<(), AppError> {
    use crate::shared::{routes, server};
    use tollgate::config::{ModerationSection, TierModerationSection};
    use tollgate::{Error, types::Section};
    let admin = server::admin().await?;
    let tollgate = server::tollgate()?;
    let now = tollgate.policies.now();
    let common = (!tier.is_empty()).then_some(&now.moderation.policy);
    let categories = categories::read(&listed, common)?;
    if tier.is_empty() {
        let section = ModerationSection {
            categories,
            ..now.file().moderation.clone()
        };
        let set = tollgate
            .policies
            .set(&admin, Section::Moderation, version, Some(&section));
        set.await?;
    } else {
        // What is no id is no tier.
        let tier = tier.parse().map_err(|_| Error::NotFound)?;
        let tiers = tollgate.ledger.tiers(&admin).await?;
        if !tiers.iter().any(|one| one.id == tier) {
            return Err(Error::NotFound.into());
        }
        let section = Section::TierModeration(tier);
        let own = (!categories.is_empty()).then_some(TierModerationSection { categories });
        tollgate
            .policies
            .set(&admin, section, version, own.as_ref())
            .await?;
        server::redirect(&routes::policies_of(tier));
    }
    Ok(server::say("Saved. It counts from the next question on.").await?)
}
