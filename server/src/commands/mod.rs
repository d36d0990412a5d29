//! What the program can be told to do.

mod account;
mod admin;
mod check;
mod key;
mod migrate;
mod policy;
mod providers;
mod seed;
mod serve;
mod tier;

use crate::failure::Failure;
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
    /// Manage the keys with which programs call.
    Key {
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Show or change what the accounts of a kind may use.
    Tier {
        #[command(subcommand)]
        command: TierCommand,
    },
    /// Change what one account may use, or how it signs in.
    Account {
        #[command(subcommand)]
        command: AccountCommand,
    },
    /// Show what admins set in the browser in place of what the file says, or give it back to the file.
    Policy {
        #[command(subcommand)]
        command: PolicyCommand,
    },
    /// Fill an empty database with people and calls that never were, to try the program out with.
    Seed(seed::SeedArguments),
    /// Print the configuration as understood, without secrets; name a setting that is wrong.
    Check {
        /// Add the ledger up anew instead, and name every place where it is not what it should be.
        #[arg(long)]
        ledger: bool,
        /// Ask every provider instead what models it has, and name those that are configured and not there.
        #[arg(long, conflicts_with = "ledger")]
        providers: bool,
    },
}

#[derive(Subcommand)]
enum TierCommand {
    /// Print all tiers.
    List,
    /// Change a tier, or make one; what is not named stays as it is.
    Set {
        name: String,
        #[command(flatten)]
        limits: tier::LimitArguments,
    },
}

#[derive(Subcommand)]
enum PolicyCommand {
    /// Print what was set, and by whom.
    List,
    /// Let the file count again, from the next start on.
    Reset {
        /// As the list names it: redaction, model/gpt-4o.
        section: String,
    },
}

#[derive(Subcommand)]
enum AccountCommand {
    /// Put an account into a tier, or give it limits apart from its tier's.
    Set {
        #[arg(long)]
        email: String,
        #[arg(long)]
        tier: Option<String>,
        #[command(flatten)]
        limits: tier::LimitArguments,
    },
    /// Take the second factor off an account whose holder has lost phone and recovery codes.
    ResetSecondFactor {
        #[arg(long)]
        email: String,
    },
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

#[derive(Subcommand)]
enum KeyCommand {
    /// Make a key for an account and print it, once.
    Create {
        #[arg(long)]
        email: String,
        /// What it is for; another key of the account may not have the same name.
        #[arg(long)]
        name: String,
    },
    /// End a key for good.
    Revoke {
        #[arg(long)]
        email: String,
        #[arg(long)]
        name: String,
    },
}

impl Cli {
    /// Does what it was told; the code is 1 if it could not.
    pub fn run(self) -> ExitCode {
        log_to_stderr();
        match self.try_run() {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                say(&format!("tollgate: {failure}"));
                ExitCode::FAILURE
            }
        }
    }

    fn try_run(self) -> Result<(), Failure> {
        // Two crates could bring one each; the first use of TLS would not know which to take. A second call
        // finds the same one there.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = Config::load()?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            match self.command.unwrap_or(Command::Serve) {
                Command::Serve => serve::serve(config).await,
                Command::Migrate => migrate::migrate(&config).await,
                Command::Admin {
                    command: AdminCommand::Create { email, name },
                } => admin::create(&config, &email, name.as_deref()).await,
                Command::Key { command } => match command {
                    KeyCommand::Create { email, name } => key::create(&config, &email, &name).await,
                    KeyCommand::Revoke { email, name } => key::revoke(&config, &email, &name).await,
                },
                Command::Tier { command } => match command {
                    TierCommand::List => tier::list(&config).await,
                    TierCommand::Set { name, limits } => tier::set(&config, &name, &limits).await,
                },
                Command::Account { command } => match command {
                    AccountCommand::Set {
                        email,
                        tier,
                        limits,
                    } => account::set(&config, &email, tier.as_deref(), &limits).await,
                    AccountCommand::ResetSecondFactor { email } => {
                        account::reset_second_factor(&config, &email).await
                    }
                },
                Command::Policy { command } => match command {
                    PolicyCommand::List => policy::list(&config).await,
                    PolicyCommand::Reset { section } => policy::reset(&config, &section).await,
                },
                Command::Seed(arguments) => seed::seed(&config, &arguments).await,
                Command::Check { ledger: true, .. } => check::ledger(&config).await,
                Command::Check {
                    providers: true, ..
                } => providers::check(&config).await,
                Command::Check { .. } => check::check(&config),
            }
        })
    }
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_writer(std::io::stderr)
        .init();
}

#[expect(
    clippy::print_stderr,
    reason = "the program's last word to the person who started it"
)]
fn say(text: &str) {
    eprintln!("{text}");
}

#[expect(clippy::print_stdout, reason = "what the person asked to see")]
fn show(text: &str) {
    println!("{text}");
}
