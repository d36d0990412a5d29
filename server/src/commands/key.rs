//! `tollgate key …`: keys of programs, from the command line. The store alone is opened, since a server may be
//! at work on it.

use super::show;
use crate::failure::Failure;
use tollgate::clock::Clock;
use tollgate::config::Config;
use tollgate::keys::Keys;

/// The key is all that stands on the standard output, so that a script can take it from there.
pub(super) async fn create(config: &Config, email: &str, name: &str) -> Result<(), Failure> {
    let key = keys(config).await?.create(email, name).await?;
    show(&key);
    Ok(())
}

pub(super) async fn revoke(config: &Config, email: &str, name: &str) -> Result<(), Failure> {
    keys(config).await?.revoke(email, name).await?;
    show(&format!("The key {name} of {email} is revoked."));
    Ok(())
}

async fn keys(config: &Config) -> Result<Keys, Failure> {
    let store = tollgate::store::open(&config.database_url).await?;
    Ok(Keys::new(store, Clock::real()))
}
