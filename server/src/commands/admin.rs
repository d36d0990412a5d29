//! `tollgate admin create`: an account for an admin, from the command line.

use super::Failure;
use std::io::{BufRead, IsTerminal, stdin};
use tollgate::Tollgate;
use tollgate::config::Config;

pub(super) async fn create(config: Config, email: &str, name: Option<&str>) -> Result<(), Failure> {
    let name = name.or_else(|| email.split('@').next()).unwrap_or(email);
    let password = read_password()?;
    let tollgate = Tollgate::open(config).await?;
    let account = tollgate
        .accounts
        .create_admin(email, name, &password)
        .await?;
    eprintln!("{} is an admin now.", account.email);
    Ok(())
}

fn read_password() -> Result<String, Failure> {
    if stdin().is_terminal() {
        eprint!("Password (it will be seen as you type; pipe it in to avoid that): ");
    }
    let mut line = String::new();
    stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
