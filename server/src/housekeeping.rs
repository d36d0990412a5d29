//! What is done from time to time, for as long as the server runs.

use crate::state::AppState;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tollgate::ledger::Ledger;
use tollgate::store::Discrepancy;
use tollgate::turns::Turns;

/// How often what has expired is forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60 * 60);
/// How often lost calls are looked for.
const SETTLE_EVERY: Duration = Duration::from_secs(60);
/// How often the ledger is added up anew.
const CHECK_EVERY: Duration = Duration::from_secs(6 * 60 * 60);

pub(crate) async fn keep(state: AppState) {
    let mut forget = every(FORGET_EVERY);
    let mut settle = every(SETTLE_EVERY);
    let mut check = every(CHECK_EVERY);
    // Not at the start, which is to be quick.
    check.reset();
    loop {
        tokio::select! {
            _ = forget.tick() => forget_expired(&state).await,
            _ = settle.tick() => settle_lost(&state.tollgate.turns).await,
            _ = check.tick() => check_ledger(&state.tollgate.ledger).await,
        }
    }
}

fn every(time: Duration) -> Interval {
    let mut interval = interval(time);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

async fn forget_expired(state: &AppState) {
    state.sessions.sweep().await;
    state.flood.sweep();
    state.tollgate.gateway.sweep().await;
}

async fn settle_lost(turns: &Turns) {
    if let Err(error) = turns.settle_lost().await {
        tracing::error!(?error, "lost calls could not be settled");
    }
}

async fn check_ledger(ledger: &Ledger) {
    match ledger.check().await {
        Ok(found) if found.is_empty() => tracing::info!("the ledger adds up"),
        Ok(found) => {
            for Discrepancy { what, place } in found {
                tracing::error!(place, "the ledger does not add up: {what}");
            }
        }
        Err(error) => tracing::error!(?error, "the ledger could not be checked"),
    }
}
