//! Measurements: `scripts/figures.sh` runs them, in release.

use super::super::contract::given::{NOW, S, charge, later, limited, open_call};
use crate::demo;
use crate::store::{self, Admission, Ask, Charge, OpenCall};
use crate::types::{
    AccountId, CallFilter, CallId, CallPlace, CallsFrom, KeyId, Limits, LlmName, NanoDollars,
    Outcome, Purpose, Timestamp,
};
use futures::future::join_all;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::time::{MissedTickBehavior, interval};

const ACCOUNTS: usize = 100;
const DAY: i64 = 24 * 60 * 60;
const MILLION: usize = 1_000_000;

async fn store_on_file() -> (S, TempDir) {
    let dir = tempfile::tempdir().unwrap();
    let store = store::open(path(&dir).as_str()).await.unwrap();
    (store, dir)
}

fn path(dir: &TempDir) -> String {
    dir.path().join("tollgate.db").display().to_string()
}

/// People who have every limit there is and reach none.
async fn people(store: &S) -> Vec<AccountId> {
    let much = Limits {
        requests_per_hour: Some(1 << 30),
        at_once: Some(1 << 20),
        tokens_per_day: Some(1 << 40),
        daily_budget: Some(NanoDollars(1 << 49)),
        monthly_budget: Some(NanoDollars(1 << 49)),
    };
    join_all((0..ACCOUNTS).map(|_| limited(store, much))).await
}

/// How long its admission took.
async fn hold_and_charge(store: &S, account: AccountId) -> Duration {
    let call = open_call(account, CallId::new());
    let id = call.id;
    let ask = Ask {
        calls: vec![call],
        most_output: 0,
    };
    let begun = Instant::now();
    let admission = store.admit(&ask, NOW).await.unwrap();
    let took = begun.elapsed();
    assert!(matches!(admission, Admission::Granted { .. }));
    let charge = Charge {
        failed_attempts: Vec::new(),
        ..charge(account, id, None)
    };
    assert!(store.record_charge(&charge).await.unwrap());
    took
}

fn of(times: &mut [Duration], hundredth: usize) -> Duration {
    times.sort_unstable();
    times[times.len() * hundredth / 100]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn holds_and_charges() {
    let (store, _dir) = store_on_file().await;
    let people = people(&store).await;
    for at_once in [1, 8, 64, 512] {
        let rounds = 4_096 / at_once;
        let begun = Instant::now();
        let callers = (0..at_once).map(|n| {
            let (store, account) = (store.clone(), people[n % ACCOUNTS]);
            tokio::spawn(async move {
                for _ in 0..rounds.min(1_000) {
                    hold_and_charge(&store, account).await;
                }
            })
        });
        let callers: Vec<_> = callers.collect();
        join_all(callers).await.into_iter().for_each(Result::unwrap);
        let rate = (rounds.min(1_000) * at_once) as f64 / begun.elapsed().as_secs_f64();
        println!("{at_once:>4} callers at once: {rate:>6.0} holds and as many charges a second");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn what_admission_adds() {
    let (store, _dir) = store_on_file().await;
    let people = people(&store).await;
    for rate in [50, 500] {
        let mut tick = interval(Duration::from_secs(1) / rate);
        tick.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut calls = Vec::new();
        for n in 0..rate as usize * 10 {
            tick.tick().await;
            let (store, account) = (store.clone(), people[n % ACCOUNTS]);
            calls.push(tokio::spawn(async move {
                hold_and_charge(&store, account).await
            }));
        }
        let taken = join_all(calls).await.into_iter().map(Result::unwrap);
        let mut taken: Vec<_> = taken.collect();
        println!(
            "{rate:>4} calls a second: admission takes {:?} at p50, {:?} at p99",
            of(&mut taken, 50),
            of(&mut taken, 99)
        );
    }
}

/// A million charges of one account in 120 days, of all kinds, made as `tollgate seed --demo` makes them.
async fn a_million_charges(store: &S, account: AccountId) -> Duration {
    let keys = [KeyId::new(), KeyId::new(), KeyId::new()];
    let begun = Instant::now();
    demo::invent(store.as_ref(), account, &keys, MILLION, NOW)
        .await
        .unwrap();
    begun.elapsed()
}

/// How long it takes at the median.
async fn median<F: Future>(times: usize, what: impl Fn() -> F) -> Duration {
    let mut taken = Vec::new();
    for _ in 0..times {
        let begun = Instant::now();
        what().await;
        taken.push(begun.elapsed());
    }
    of(&mut taken, 50)
}

/// Filters, each in words: what most calls fit, what few do, what none does.
fn filters() -> Vec<(&'static str, CallFilter)> {
    let any = CallFilter::default();
    let model = |name: &str| Some(LlmName(name.into()));
    vec![
        ("no filter", any.clone()),
        (
            "a model",
            CallFilter {
                llm: model("gpt-5-mini"),
                ..any.clone()
            },
        ),
        (
            "an outcome",
            CallFilter {
                outcome: Some(Outcome::Complete),
                ..any.clone()
            },
        ),
        (
            "a model, a purpose and an outcome",
            CallFilter {
                llm: model("gpt-5"),
                purpose: Some(Purpose::Api),
                outcome: Some(Outcome::Abandoned),
                ..any.clone()
            },
        ),
        (
            "what there is not",
            CallFilter {
                llm: model("gpt-5-nano"),
                purpose: Some(Purpose::Api),
                ..any.clone()
            },
        ),
        (
            "a day long ago",
            CallFilter {
                from: Some(later(-100 * DAY)),
                until: Some(later(-99 * DAY)),
                ..any.clone()
            },
        ),
        (
            "a day long ago and an outcome",
            CallFilter {
                from: Some(later(-100 * DAY)),
                until: Some(later(-99 * DAY)),
                outcome: Some(Outcome::Failed),
                ..any
            },
        ),
    ]
}

async fn pages_of_calls(store: &S, account: AccountId) {
    let kinds = store.call_kinds(account).await.unwrap().len();
    println!("{kinds} kinds of call");
    for (what, filter) in filters() {
        let list = |from| store.calls(account, &filter, from, 26);
        let first = median(20, || list(CallsFrom::Newest)).await;
        let middle = CallsFrom::OlderThan(CallPlace::at(later(-60 * DAY)));
        let rows = list(CallsFrom::Newest).await.unwrap().len();
        println!(
            "calls, {what}: {first:?}, in the middle {:?} ({rows} rows)",
            median(20, || list(middle)).await
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn over_a_million_charges() {
    let (store, dir) = store_on_file().await;
    let account = people(&store).await[0];
    let took = a_million_charges(&store, account).await;
    println!("made in {took:?}");
    drop(store);

    let begun = Instant::now();
    let store = store::open(&path(&dir)).await.unwrap();
    let opened = begun.elapsed();
    let left: Vec<OpenCall> = store.open_calls().await.unwrap();
    println!(
        "opened in {opened:?}, recovered in {:?}",
        begun.elapsed() - opened
    );
    assert_eq!(left, []);

    let days = |n: i64| -> Vec<Timestamp> { (-n..=0).map(|day| later(day * DAY)).collect() };
    for (what, bounds) in [
        ("a day", days(1)),
        ("30 days", days(30)),
        ("90 days", days(90)),
    ] {
        let mut times = Vec::new();
        let mut rows = 0;
        for _ in 0..20 {
            let begun = Instant::now();
            rows = store.spent(account, &bounds).await.unwrap().len();
            times.push(begun.elapsed());
        }
        println!("usage of {what}: {:?} ({rows} rows)", of(&mut times, 50));
    }
    let standing = median(20, || store.standing(account, NOW)).await;
    println!("standing: {standing:?}");
    pages_of_calls(&store, account).await;
    let mut times = Vec::new();
    for _ in 0..200 {
        times.push(hold_and_charge(&store, account).await);
    }
    println!("admission, one after another: {:?}", of(&mut times, 50));
    let begun = Instant::now();
    let found = store.discrepancies(NOW).await.unwrap();
    println!("self-check: {:?}", begun.elapsed());
    assert_eq!(found, []);
}
