//! The database fails at any one moment of a turn: whoever asked is told, nothing is half done, and nothing is held
//! for ever.

use super::Position;
use crate::error::Error;
use crate::store::{self, BreakAt};
use crate::testing::{House, Read, house_on, prompt};
use crate::types::{AnswerState, Limit, Limits, NanoDollars};
use std::time::Duration;

/// Instructions of SQLite between two moments that are tried; a turn takes some thousands. The long form tries
/// every one.
fn stride() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "no setting of the program")]
    match std::env::var_os("TOLLGATE_SOAK") {
        Some(_) => 1,
        None => 41,
    }
}
/// Moments beyond the end of a turn, at which nothing broke, before the test ends.
const UNBROKEN: u32 = 3;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn at_whatever_moment_the_database_fails_nothing_is_half_done() {
    let dir = tempfile::tempdir().unwrap();
    let (store, break_at) = store::fragile(dir.path()).await;
    let house = house_on(store).await;
    let limits = Limits {
        daily_budget: Some(NanoDollars::DOLLAR),
        ..Limits::default()
    };
    let store = &house.tollgate.store;
    assert!(
        store
            .set_own_limits(house.caller.id(), &limits, None, house.tollgate.clock.now())
            .await
            .unwrap()
    );
    let (mut moment, mut unbroken, mut refused, mut failed) = (1, 0, 0, 0);
    while unbroken < UNBROKEN {
        let ended = turn(&house, &break_at, moment).await;
        match ended {
            None => refused += 1,
            Some(AnswerState::Complete) => {}
            Some(_) => failed += 1,
        }
        unbroken = match break_at.has_broken() {
            true => 0,
            false => unbroken + 1,
        };
        settled(&house).await;
        moment += stride();
    }
    assert!(refused > 0 && moment > 800, "{refused} {failed} {moment}");
}

/// One turn, in which the database fails at this moment; `None` if it was refused.
async fn turn(house: &House, break_at: &BreakAt, moment: u64) -> Option<AnswerState> {
    let prompt = prompt("echo", &format!("What happens at {moment}?"));
    break_at.after(moment);
    let turns = &house.tollgate.turns;
    let sent = turns.send_prompt(&house.caller, prompt.clone()).await;
    let read = async {
        loop {
            match house.try_to_read(prompt.answer, Position::default()).await {
                Ok(read) => return read,
                // It was the reading that failed.
                Err(Error::Store(_)) => {}
                Err(_) => return Read::default(),
            }
        }
    };
    let read = tokio::time::timeout(Duration::from_secs(20), read).await;
    let read = read.unwrap_or_else(|_| panic!("{moment}: nobody ends the answer, {sent:?}"));
    turns.idle().await;
    break_at.never();
    if sent.is_err() {
        // Sent again with the same ids it is answered, whatever had been written.
        house.send(&prompt).await;
        let read = house.read(prompt.answer, Position::default()).await;
        turns.idle().await;
        assert_eq!(read.state, Some(AnswerState::Complete), "{moment}");
        return None;
    }
    read.state
}

/// What a start would find is put in order by it, and then all adds up and nothing is held.
async fn settled(house: &House) {
    let tollgate = &house.tollgate;
    tokio::time::timeout(Duration::from_secs(20), async {
        while !tollgate.store.open_calls().await.unwrap().is_empty() {
            tollgate.turns.recover().await.unwrap();
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    assert_eq!(tollgate.ledger.check().await.unwrap(), []);
    let now = tollgate.clock.now();
    let standing = tollgate
        .store
        .standing(house.caller.id(), now)
        .await
        .unwrap();
    let day = standing.iter().find(|one| one.limit == Limit::DailyBudget);
    assert_eq!(day.unwrap().held, 0);
}
