//! What is done from time to time, for as long as the server runs.

use crate::state::AppState;
use std::time::Duration;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use tollgate::Tollgate;
use tollgate::store::Discrepancy;
use tollgate::turns::Turns;

/// How often what has expired is forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(60 * 60);
/// How often lost calls are looked for.
const SETTLE_EVERY: Duration = Duration::from_secs(60);
/// How often the ledger is added up anew.
const CHECK_EVERY: Duration = Duration::from_secs(6 * 60 * 60);
/// When that is done first: not at the start, which is to be quick, and soon enough for who looks at the overview.
const FIRST_CHECK: Duration = Duration::from_secs(5 * 60);

pub(crate) async fn keep(state: AppState) {
    let mut forget = every(FORGET_EVERY, Duration::ZERO);
    let mut settle = every(SETTLE_EVERY, Duration::ZERO);
    let mut check = every(CHECK_EVERY, FIRST_CHECK);
    loop {
        tokio::select! {
            _ = forget.tick() => forget_expired(&state).await,
            _ = settle.tick() => settle_lost(&state.tollgate.turns).await,
            _ = check.tick() => check_ledger(&state.tollgate).await,
        }
    }
}

fn every(time: Duration, first: Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + first, time);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

async fn forget_expired(state: &AppState) {
    state.sessions.sweep().await;
    state.flood.sweep();
    state.tollgate.gateway.sweep().await;
    // What a process that ended has left of it.
    if let Err(error) = state.tollgate.accounts.erase_deleted().await {
        tracing::error!(?error, "deleted accounts could not be erased");
    }
}

async fn settle_lost(turns: &Turns) {
    if let Err(error) = turns.settle_lost().await {
        tracing::error!(?error, "lost calls could not be settled");
    }
}

async fn check_ledger(tollgate: &Tollgate) {
    let metrics = tollgate.gateway.metrics();
    match tollgate.ledger.check().await {
        Ok(found) => {
            metrics.ledger_checked(found.len(), tollgate.clock.now());
            if found.is_empty() {
                tracing::info!("the ledger adds up");
            }
            for Discrepancy { what, place } in found {
                tracing::error!(place, "the ledger does not add up: {what}");
            }
        }
        Err(error) => {
            metrics.ledger_not_checked();
            tracing::error!(?error, "the ledger could not be checked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::clock::Clock;
    use tollgate::config::Config;
    use tollgate::store;
    use tollgate::types::Timestamp;

    #[tokio::test]
    async fn the_last_check_of_the_ledger_is_seen_in_the_metrics() {
        let folder = tempfile::tempdir().unwrap();
        let environment = |name: &str| {
            let data = folder.path().display().to_string();
            (name == "TOLLGATE_DATA_DIR").then_some(data)
        };
        let config = Config::from_parts("", environment).unwrap();
        let store = store::open(&config.database_url).await.unwrap();
        let clock = Clock::fixed(Timestamp(1_700_000_000_500_000));
        let tollgate = Tollgate::with_store(config, store, clock).await.unwrap();
        let says = |line: &str| tollgate.metrics(0).lines().any(|said| said == line);

        assert!(says("tollgate_ledger_discrepancies NaN"));
        assert!(says("tollgate_ledger_check_timestamp_seconds NaN"));
        assert!(says("tollgate_ledger_checks_total{result=\"adds_up\"} 0"));
        check_ledger(&tollgate).await;
        assert!(says("tollgate_ledger_discrepancies 0.0"));
        assert!(says("tollgate_ledger_check_timestamp_seconds 1700000000.5"));
        assert!(says("tollgate_ledger_checks_total{result=\"adds_up\"} 1"));
    }
}
