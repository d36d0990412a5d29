//! `tollgate seed --demo`: people and calls that never were, to try the program out with.

use super::show;
use crate::failure::Failure;
use clap::Args;
use tollgate::clock::Clock;
use tollgate::config::Config;
use tollgate::demo::{self, Plan};
use tollgate::types::money::grouped;
use tollgate_app::shared::routes::join;

#[derive(Args)]
pub(super) struct SeedArguments {
    /// Has to be said: what is made is not meant for a database that is used in earnest.
    #[arg(long, required = true)]
    demo: bool,
    /// Other people and calls for another number.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Besides an admin.
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    people: u32,
    /// Of all of them together, in four months.
    #[arg(long, default_value_t = 40_000, value_parser = clap::value_parser!(u32).range(..=20_000_000))]
    calls: u32,
}

pub(super) async fn seed(config: &Config, arguments: &SeedArguments) -> Result<(), Failure> {
    // A server would not know of what is made beside it.
    let _lock = tollgate::store::lock(&config.database_url)?;
    let store = tollgate::store::open(&config.database_url).await?;
    let plan = Plan {
        seed: arguments.seed,
        people: arguments.people,
        calls: arguments.calls,
    };
    let made = demo::make(store, Clock::real(), plan).await?;
    let number = |number: usize| grouped(number as u64);
    show(&format!(
        "Made {} people with {} calls for {}, {} chats and {} alerts.",
        number(made.people),
        number(made.calls),
        made.cost.as_exact(),
        number(made.chats),
        number(made.alerts)
    ));
    show(&format!(
        "Make yourself an admin, once, within 7 days: {}{}",
        config.public_url,
        join(&made.link)
    ));
    show(&format!(
        "Or sign in as {}, who asks most. Everybody's password is {}",
        made.busiest, made.password
    ));
    Ok(())
}
