//! `tollgate migrate`: the schema is brought up to date whenever the database is opened; this opens it.

use super::show;
use crate::failure::Failure;
use tollgate::config::Config;

pub(super) async fn migrate(config: &Config) -> Result<(), Failure> {
    tollgate::store::open(&config.database_url).await?;
    show("The database is up to date.");
    Ok(())
}
