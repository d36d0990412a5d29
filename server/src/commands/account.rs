//! `tollgate account …`: what one account may use and how it signs in, from the command line.

use super::show;
use super::tier::LimitArguments;
use crate::failure::Failure;
use tollgate::Error;
use tollgate::accounts::Accounts;
use tollgate::clock::Clock;
use tollgate::config::Config;
use tollgate::types::{Email, Limits};

pub(super) async fn set(
    config: &Config,
    email: &str,
    tier: Option<&str>,
    limits: &LimitArguments,
) -> Result<(), Failure> {
    let store = tollgate::store::open(&config.database_url).await?;
    let known = match Email::parse(email) {
        Some(email) => store.credentials(&email).await?,
        None => None,
    };
    let unknown = || Error::invalid("email", "No account has this address.");
    let account = known.ok_or_else(unknown)?.account.id;
    let now = Clock::real().now();
    if let Some(name) = tier {
        let tiers = store.tiers().await?;
        let tier = tiers.into_iter().find(|tier| tier.name == name);
        let unknown = || Error::invalid("tier", "There is no tier of this name.");
        store
            .set_tier(account, tier.ok_or_else(unknown)?.id, None, now)
            .await?;
    }
    if !limits.are_none() {
        // What is not named is the tier's.
        let own = limits.changed(Limits::default());
        store.set_own_limits(account, &own, None, now).await?;
    }
    let now_in = store.tier_of(account).await?;
    let tier = now_in.map_or_else(|| "no tier".into(), |tier| tier.name);
    show(&format!("{email} is in {tier}."));
    Ok(())
}

pub(super) async fn reset_second_factor(config: &Config, email: &str) -> Result<(), Failure> {
    let store = tollgate::store::open(&config.database_url).await?;
    let accounts = Accounts::new(store, Clock::real());
    accounts.reset_second_factor_of(email).await?;
    show(&format!("The password alone signs {email} in now."));
    Ok(())
}
