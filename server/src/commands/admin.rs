//! `tollgate admin create`: an account for an admin, from the command line. The store alone is opened, since a
//! server may be at work on it.

use super::{say, show};
use crate::failure::Failure;
use std::io::{BufRead, IsTerminal, stdin};
use tollgate::accounts::Accounts;
use tollgate::clock::Clock;
use tollgate::config::Config;

pub(super) async fn create(
    config: &Config,
    email: &str,
    name: Option<&str>,
) -> Result<(), Failure> {
    let name = name.or_else(|| email.split('@').next()).unwrap_or(email);
    let password = read_password()?;
    let store = tollgate::store::open(&config.database_url).await?;
    let accounts = Accounts::new(store, Clock::real());
    let account = accounts.create_admin(email, name, &password).await?;
    show(&format!("{} is an admin now.", account.email));
    Ok(())
}

fn read_password() -> Result<String, Failure> {
    if stdin().is_terminal() {
        say("Password (it will be seen as you type; pipe it in to avoid that):");
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
