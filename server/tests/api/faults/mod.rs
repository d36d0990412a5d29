//! Everything that a provider can do wrong, in every dialect and at every door: what is read of it, what is
//! kept, what is charged, and how often it is tried. `docs/faults.md` is drawn from the same faults.

mod connection;
mod every_byte;
mod fault;
mod house;
mod log;
mod refusals;
mod slow_readers;
mod streams;
mod table;

use crate::test_app::PROVIDER_KEY;
use fault::Fault;
use futures::FutureExt;
use futures::stream::{self, StreamExt};
use house::{DOORS, Door, House};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tollgate::provider::Dialect;

/// So many calls are under way at once.
const AT_ONCE: usize = 12;

/// Set to write the table anew instead of looking whether it is as it should be.
const WRITE: &str = "TOLLGATE_WRITE_TABLES";

fn faults() -> Vec<Fault> {
    let mut faults = connection::faults();
    faults.extend(refusals::faults());
    faults.extend(streams::faults());
    faults
}

async fn meet_all(dialect: Dialect) {
    log::keep();
    let faults = Arc::new(faults());
    let house = House::of(dialect, faults.clone()).await;
    let waits = |fault: &Fault| {
        (fault.expected)(dialect).is_some_and(|expected| expected.waits_ms.is_some())
    };
    let (timed, others): (Vec<&Fault>, Vec<&Fault>) = faults.iter().partition(|fault| waits(fault));
    // Alone, because all share one clock.
    let mut failed = Vec::new();
    for (fault, door) in at_every_door(timed) {
        failed.extend(try_to_meet(&house, fault, door).await);
    }
    let calls = at_every_door(others);
    let met = stream::iter(calls).map(|(fault, door)| try_to_meet(&house, fault, door));
    let met: Vec<_> = met.buffer_unordered(AT_ONCE).collect().await;
    failed.extend(met.into_iter().flatten());
    house.all_is_settled().await;
    assert!(failed.is_empty(), "not as expected: {failed:#?}");
    let log = log::kept();
    assert!(log.contains("an attempt failed"), "nothing was logged");
    assert!(!log.contains(PROVIDER_KEY), "the key is in the log");
}

fn at_every_door(faults: Vec<&Fault>) -> impl Iterator<Item = (&Fault, Door)> {
    let doors = |fault| DOORS.map(|door| (fault, door));
    faults.into_iter().flat_map(doors)
}

/// The name of what was not as expected; why was printed. One failure does not hide the others.
async fn try_to_meet(house: &House, fault: &Fault, door: Door) -> Option<String> {
    let met = AssertUnwindSafe(house.meet(fault, door)).catch_unwind();
    let panicked = met.await.is_err();
    panicked.then(|| format!("{} at {door:?}", fault.name))
}

#[tokio::test]
async fn faults_of_a_provider_that_speaks_like_openai() {
    meet_all(Dialect::OpenAi).await;
}

#[tokio::test]
async fn faults_of_a_provider_that_speaks_like_anthropic() {
    meet_all(Dialect::Anthropic).await;
}

#[tokio::test]
async fn faults_of_a_provider_that_speaks_like_google() {
    meet_all(Dialect::Google).await;
}

#[tokio::test]
async fn faults_of_a_provider_that_speaks_like_ollama() {
    meet_all(Dialect::Ollama).await;
}

#[test]
#[expect(clippy::disallowed_methods, reason = "no setting of the program")]
fn the_table_for_operators_says_what_the_tests_prove() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/faults.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (head, rest) = text.split_once(table::BEGIN).unwrap();
    let (_, tail) = rest.split_once(table::END).unwrap();
    let table = table::table(&faults());
    let drawn = format!("{head}{}{table}{}{tail}", table::BEGIN, table::END);
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(path, &drawn).unwrap();
    }
    assert!(
        drawn == text || std::env::var_os(WRITE).is_some(),
        "docs/faults.md is not up to date: run the tests once with {WRITE}=1"
    );
}
