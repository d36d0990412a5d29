//! What the program can be told to do. Whatever goes wrong is one sentence and not a backtrace.

use crate::serve::serve;
use clap::{Parser, Subcommand};
use std::fmt::Write;
use std::io::{BufRead, IsTerminal};
use std::process::ExitCode;
use tollgate::config::Config;
use tollgate::error::StoreError;
use tollgate::{Error, Tollgate};
use tracing_subscriber::EnvFilter;

/// LLM chat for a whole organisation: moderated, limited, cached and paid for.
#[derive(Parser)]
#[command(name = "tollgate", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and the API (default).
    Serve,
    /// Bring the database up to date and end.
    Migrate,
    /// Look after admins.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Read the configuration, say what is wrong, show what is in force without secrets.
    Check,
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Make an admin; the password is read from standard input.
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: Option<String>,
    },
}

/// One sentence for the person who started the program.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Sentence(pub String);

impl From<Error> for Sentence {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(StoreError { what, source }) => {
                Self(format!("The database cannot be used: {what}: {source}"))
            }
            Error::Internal(cause) => Self(cause),
            other => Self(other.to_string()),
        }
    }
}

/// Does what it is told; the code is 1 if it could not.
pub fn run(cli: Cli) -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_writer(std::io::stderr)
        .init();
    // A second call finds the provider there, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build();
    let done = done
        .map_err(|error| Sentence(format!("No runtime: {error}")))
        .and_then(|runtime| runtime.block_on(dispatch(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            complain(&sentence.0);
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "the program's last word to the person who started it"
)]
fn complain(sentence: &str) {
    eprintln!("tollgate: {sentence}");
}

#[expect(clippy::print_stdout, reason = "what the person asked to see")]
fn show(text: &str) {
    println!("{text}");
}

async fn dispatch(cli: Cli) -> Result<(), Sentence> {
    let config = Config::load().map_err(|error| Sentence(error.to_string()))?;
    match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve(config).await,
        Command::Migrate => {
            Tollgate::open(config).await?;
            show("The database is up to date.");
            Ok(())
        }
        Command::Admin {
            command: AdminCommand::Create { email, name },
        } => create_admin(config, email, name).await,
        Command::Check => {
            show(&summary(&config));
            Ok(())
        }
    }
}

async fn create_admin(config: Config, email: String, name: Option<String>) -> Result<(), Sentence> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        complain("password (it will be shown as you type; at least 10 characters):");
    }
    let mut password = String::new();
    let read = stdin.lock().read_line(&mut password);
    read.map_err(|error| Sentence(format!("The password cannot be read: {error}")))?;
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or("Admin").to_owned());
    let tollgate = Tollgate::open(config).await?;
    let account = tollgate
        .accounts
        .create_admin(&email, &name, password.trim_end_matches(['\r', '\n']))
        .await?;
    show(&format!("{} is an admin now.", account.email));
    Ok(())
}

/// The configuration in force, without secrets.
fn summary(config: &Config) -> String {
    let mut text = format!(
        "listen        {}\npublic url    {}\ndata folder   {}\nmodels folder {}\ndatabase      {}\n",
        config.listen,
        config.public_url,
        config.data_dir.display(),
        config.models_dir.display(),
        without_password(&config.database_url),
    );
    for provider in &config.providers {
        let key = if provider.key.is_some() {
            "with a key"
        } else {
            "without a key"
        };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "provider      {} at {}, {key}",
            provider.name, provider.base_url
        );
    }
    for model in &config.models {
        let price = model.llm.price;
        let (input, output) = (price.input.as_price(), price.output.as_price());
        let _ = writeln!(
            text,
            "model         {} by {}: {input} in, {output} out per 1M tokens",
            model.llm.name.0, model.provider
        );
    }
    text + "\nThe configuration is good."
}

fn without_password(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if scheme < at => format!("{}://…{}", &url[..scheme], &url[at..]),
        _ => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_address_is_shown_without_its_password() {
        assert_eq!(
            without_password("postgres://ada:secret@host/db"),
            "postgres://…@host/db"
        );
        assert_eq!(
            without_password("sqlite:./data/tollgate.db"),
            "sqlite:./data/tollgate.db"
        );
    }
}
