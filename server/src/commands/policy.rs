//! `tollgate policy …`: what admins set in the browser, from the command line. The way back in where what they
//! set does not fit to the file any more, and the program does not start.

use super::show;
use crate::failure::Failure;
use std::sync::Arc;
use tollgate::clock::Clock;
use tollgate::config::Config;
use tollgate::store::Store;
use tollgate::types::{Override, Section};

pub(super) async fn list(config: &Config) -> Result<(), Failure> {
    let set = open(config).await?.overrides().await?;
    let mut set = set.iter().filter_map(line).peekable();
    if set.peek().is_none() {
        show("Nothing is set in the browser; the file counts.");
    }
    set.for_each(|line| show(&line));
    Ok(())
}

fn line(one: &Override) -> Option<String> {
    let document = one.document.as_deref()?;
    let by = one.changed_by.as_deref().unwrap_or("the command line");
    let Override {
        section, version, ..
    } = one;
    Some(format!("{section}, version {version} by {by}: {document}"))
}

pub(super) async fn reset(config: &Config, section: &str) -> Result<(), Failure> {
    let store = open(config).await?;
    let named = Section::named(section);
    let set = store.overrides().await?;
    let found = set
        .into_iter()
        .find(|one| named.as_ref() == Some(&one.section) && one.document.is_some());
    let Some(one) = found else {
        return Err(Failure::new(format!(
            "`{section}` is not set in the browser; see tollgate policy list"
        )));
    };
    let now = Clock::real().now();
    let reset = store.set_override(&one.section, one.version, None, None, now);
    if !reset.await? {
        return Err(Failure::new("somebody changed it meanwhile; try again"));
    }
    show("The file counts again, from the next start on.");
    Ok(())
}

async fn open(config: &Config) -> Result<Arc<dyn Store>, Failure> {
    Ok(tollgate::store::open(&config.database_url).await?)
}
