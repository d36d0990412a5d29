//! What the program can be told to do.

mod admin;
mod check;
mod migrate;
mod serve;

pub use serve::{Serving, start};

use clap::{Parser, Subcommand};
use std::process::ExitCode;
use tollgate::config::Config;
use tracing_subscriber::EnvFilter;

/// A gate between people and language models: who may ask, what it costs, what it may say.
#[derive(Parser)]
#[command(name = "tollgate", version, about)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and everything behind them (the default).
    Serve,
    /// Bring the database's schema up to date.
    Migrate,
    /// Manage admins.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Print the configuration as understood, without secrets; names a setting that is wrong.
    Check,
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Make an account for an admin; the password is read from the standard input.
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: Option<String>,
    },
}

/// One sentence that says what went wrong, for the person who started the program.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(next) = cause {
            // Some errors repeat what caused them.
            let next_text = next.to_string();
            if !text.contains(&next_text) {
                text = format!("{text}: {next_text}");
            }
            cause = next.source();
        }
        Self(text)
    }
}

impl Cli {
    pub fn run(self) -> ExitCode {
        log_to_stderr();
        match self.try_run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(Failure(text)) => {
                eprintln!("tollgate: {text}");
                ExitCode::FAILURE
            }
        }
    }

    fn try_run(self) -> Result<(), Failure> {
        // Two crates could bring one each; the first use of TLS would not know which to take.
        if rustls::crypto::ring::default_provider()
            .install_default()
            .is_err()
        {
            tracing::debug!("TLS was set up before");
        }
        let config = Config::load()?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            match self.command.unwrap_or(Command::Serve) {
                Command::Serve => serve::serve(config).await,
                Command::Migrate => migrate::migrate(config).await,
                Command::Admin {
                    command: AdminCommand::Create { email, name },
                } => admin::create(config, &email, name.as_deref()).await,
                Command::Check => check::check(&config),
            }
        })
    }
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if log.try_init().is_err() {
        eprintln!("tollgate: logging was set up before");
    }
}
