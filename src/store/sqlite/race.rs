//! Two processes on one database, which ask for the same room at the same time.

use super::super::contract::given::{NOW, limited, open_call};
use crate::store::{self, Admission, Ask, Held};
use crate::types::{AccountId, CallId, Limits, NanoDollars, Price};
use futures::future::join_all;
use std::process::{Command, Stdio};

const COST: u64 = 1_000;
const CHILD: &str = "store::sqlite::race::asks_as_a_process_of_its_own";

/// How many of so many who ask at once are let in.
async fn admitted(path: &str, account: AccountId, callers: usize) -> usize {
    let store = store::open(path).await.unwrap();
    let asking = (0..callers).map(|_| {
        let store = store.clone();
        tokio::spawn(async move {
            let call = store::OpenCall {
                price: Price {
                    input: NanoDollars(1_000_000),
                    ..Price::FREE
                },
                held: Held {
                    prompt: COST,
                    output: 0,
                },
                ..open_call(account, CallId::new())
            };
            let ask = Ask {
                calls: vec![call],
                most_output: 0,
            };
            let admission = store.admit(&ask, NOW).await.unwrap();
            usize::from(matches!(admission, Admission::Granted { .. }))
        })
    });
    let asked = join_all(asking.collect::<Vec<_>>()).await;
    asked.into_iter().map(Result::unwrap).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "no setting of the program")]
async fn two_processes_let_in_as_many_as_there_is_room_for_and_no_fewer() {
    let soak = std::env::var_os("TOLLGATE_SOAK").is_some();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tollgate.db");
    let path = path.to_str().unwrap();
    let store = store::open(path).await.unwrap();
    for (callers, repeats) in [(2, 3), (8, 2), (64, 2), (512, 1)] {
        for room in [1, callers - 1] {
            for _ in 0..if soak { 200 } else { repeats } {
                let budget = i64::try_from(COST).unwrap() * i64::try_from(room).unwrap();
                let limits = Limits {
                    daily_budget: Some(NanoDollars(budget)),
                    ..Limits::default()
                };
                let account = limited(&store, limits).await;
                let children = [0, 1].map(|_| {
                    Command::new(std::env::current_exe().unwrap())
                        .args([CHILD, "--exact", "--ignored", "--nocapture"])
                        .env("RACE", format!("{path} {account} {}", callers / 2))
                        .stdout(Stdio::piped())
                        .spawn()
                        .unwrap()
                });
                let admitted: usize = children
                    .map(|child| told(child.wait_with_output()))
                    .iter()
                    .sum();
                assert_eq!(admitted, room, "of {callers}");
            }
        }
    }
}

fn told(output: std::io::Result<std::process::Output>) -> usize {
    let output = String::from_utf8(output.unwrap().stdout).unwrap();
    let said = output
        .lines()
        .find_map(|line| line.split("admitted ").nth(1));
    said.unwrap_or_else(|| panic!("{output}")).parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "half of the test above"]
#[expect(clippy::disallowed_methods, reason = "no setting of the program")]
async fn asks_as_a_process_of_its_own() {
    // Whoever runs all that is ignored did not mean this.
    let Ok(race) = std::env::var("RACE") else {
        return;
    };
    let mut words = race.split(' ');
    let mut next = || words.next().unwrap();
    let (path, account, callers) = (next(), next().parse().unwrap(), next().parse().unwrap());
    println!("admitted {}", admitted(path, account, callers).await);
}
