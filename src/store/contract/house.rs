//! What everybody did together.

use super::given::{NOW, S, charge, later, open_call, opened, person};
use crate::store::{Charge, Dear, HouseNow, HouseSum, Spender};
use crate::types::{AccountId, CallId, CallPlace, KeyId, LlmName, NanoDollars, Outcome, Timestamp};
use std::time::Duration;

async fn charged(store: &S, charge: Charge) {
    assert!(store.record_charge(&charge).await.unwrap());
}

fn at(account: AccountId, started_at: Timestamp, cost: i64) -> Charge {
    Charge {
        started_at,
        ended_at: started_at.plus_seconds(2),
        cost: NanoDollars(cost),
        failed_attempts: Vec::new(),
        ..charge(account, CallId::new(), None)
    }
}

fn cached(account: AccountId) -> Charge {
    Charge {
        outcome: Outcome::Cached,
        kept: true,
        saved: NanoDollars(40),
        ..at(account, later(60), 0)
    }
}

pub(crate) async fn calls_of_everybody_are_summed_up_by_spans(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    charged(&store, at(ada, NOW, 100)).await;
    charged(&store, at(grace, later(60), 20)).await;
    charged(&store, cached(ada)).await;
    charged(&store, at(ada, later(3_600), 3)).await;
    let broken = Charge {
        outcome: Outcome::Failed,
        ..at(ada, later(3_600), 4)
    };
    charged(&store, broken).await;
    let spans = [
        (NOW, later(3_600)),
        (later(3_600), later(7_200)),
        (later(7_200), later(9_000)),
        (NOW, later(9_000)),
    ];
    let sums = store.house_sums(&spans).await.unwrap();
    let first = HouseSum {
        answered: 3,
        cached: 1,
        failed: 0,
        cost: NanoDollars(120),
        saved: NanoDollars(11 + 11 + 40),
    };
    let second = HouseSum {
        answered: 1,
        cached: 0,
        failed: 1,
        cost: NanoDollars(7),
        saved: NanoDollars(22),
    };
    let all = HouseSum {
        answered: 4,
        cached: 1,
        failed: 1,
        cost: NanoDollars(127),
        saved: NanoDollars(84),
    };
    assert_eq!(sums, [first, second, HouseSum::default(), all]);
    assert_eq!(store.discrepancies(NOW).await.unwrap(), []);
}

pub(crate) async fn a_call_that_nobody_answered_is_counted_and_costs_nothing(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let call = open_call(ada, CallId::new());
    opened(&store, std::slice::from_ref(&call)).await;
    let state = store.house_now(NOW, NOW).await.unwrap();
    let held = NanoDollars(call.price.worst(20, 30).0);
    let expected = HouseNow {
        held,
        under_way: 1,
        people: 1,
        ..HouseNow::default()
    };
    assert_eq!(state, expected);
    store.fail(call.id).await.unwrap();
    // Once: it is not there any more.
    store.fail(call.id).await.unwrap();
    let sums = store.house_sums(&[(NOW, later(900))]).await.unwrap();
    let failed = HouseSum {
        failed: 1,
        ..HouseSum::default()
    };
    assert_eq!(sums, [failed]);
    assert_eq!(store.house_now(NOW, NOW).await.unwrap().under_way, 0);
    assert_eq!(store.discrepancies(NOW).await.unwrap(), []);
}

pub(crate) async fn the_dearest_and_the_slowest_are_found_by_whom_and_what(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    charged(&store, at(ada, later(-1), 1_000)).await;
    for cost in [30, 30, 1] {
        charged(&store, at(ada, NOW, cost)).await;
    }
    let large = Charge {
        llm: LlmName("large".into()),
        key: Some(KeyId::new()),
        ended_at: later(100),
        ..at(grace, NOW, 70)
    };
    charged(&store, large).await;
    charged(&store, cached(grace)).await;
    let dearest = store.dearest(NOW, 2).await.unwrap();
    let by = |name: &str, llm: &str| Spender {
        name: name.into(),
        key: None,
        llm: LlmName(llm.into()),
    };
    let dear = |spender, calls, cost| Dear {
        spender,
        calls,
        cost: NanoDollars(cost),
    };
    let expected = [
        dear(by("grace", "large"), 1, 70),
        dear(by("ada", "small"), 3, 61),
    ];
    assert_eq!(dearest, expected);
    let paid = store.spent_by_provider(NOW).await.unwrap();
    let elsewhere = at(ada, NOW, 1).provider;
    assert_eq!(paid.get(&elsewhere), Some(&NanoDollars(131)), "{paid:?}");
    let slowest = store.slowest(NOW, 1).await.unwrap();
    assert_eq!(slowest[0].took, Duration::from_secs(100));
    assert_eq!(slowest[0].spender, by("grace", "large"));
    assert_eq!(store.house_now(NOW, NOW).await.unwrap().active, 2);
}

pub(crate) async fn the_calls_of_everybody_are_listed_once_and_in_order(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let mut charges = vec![at(ada, later(-1), 1), at(grace, later(10), 1)];
    // Several in one moment.
    charges.extend((0..5).map(|n| at([ada, grace][n % 2], NOW, 1)));
    charges.push(at(ada, later(3_600), 1));
    for charge in &charges {
        charged(&store, charge.clone()).await;
    }
    let mut met = Vec::new();
    let mut after = CallPlace::at(NOW);
    loop {
        let some = store.house_calls(after, later(3_600), 2).await.unwrap();
        let Some(last) = some.last() else { break };
        after = last.call.place();
        met.extend(some.into_iter().map(|one| (one.call.place(), one.email)));
    }
    let within = charges
        .iter()
        .filter(|one| (NOW..later(3_600)).contains(&one.started_at));
    let mut expected: Vec<_> = within
        .map(|one| {
            let email = if one.account == ada {
                "ada@example.org"
            } else {
                "grace@example.org"
            };
            let place = CallPlace {
                started_at: one.started_at,
                call: one.call,
            };
            (place, email.to_owned())
        })
        .collect();
    expected.sort();
    assert_eq!(met.len(), 6);
    assert_eq!(met, expected);
}
