//! Calls and charges.

use super::given::{NOW, S, charge, open_call, opened, person};
use crate::store::{Ask, OpenCall};
use crate::types::{AccountId, CallId, NanoDollars, Tokens};

pub(crate) async fn a_call_is_charged_once(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let call = CallId::new();
    opened(&store, &[open_call(ada, call)]).await;
    let first = charge(ada, call, None);
    let mut second = first.clone();
    second.cost = NanoDollars(1);
    let both = [first.clone(), second].map(|charge| {
        let store = store.clone();
        tokio::spawn(async move { (store.record_charge(&charge).await.unwrap(), charge) })
    });
    let mut recorded = Vec::new();
    for task in both {
        let (new, charge) = task.await.unwrap();
        recorded.extend(new.then_some(charge));
    }
    assert_eq!(recorded.len(), 1);
    assert_eq!(store.charges_of(ada).await.unwrap(), recorded);
    assert_eq!(store.open_calls().await.unwrap(), []);
    let grace = person(&store, "grace@example.org").await;
    assert_eq!(store.charges_of(grace).await.unwrap(), []);
}

pub(crate) async fn a_call_that_reached_nobody_leaves_nothing(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let call = CallId::new();
    opened(&store, &[open_call(ada, call)]).await;
    store.release(&[call]).await.unwrap();
    store.release(&[call]).await.unwrap();
    assert_eq!(store.open_calls().await.unwrap(), []);
    assert_eq!(store.charges_of(ada).await.unwrap(), []);
}

pub(crate) async fn open_calls_come_back_as_they_were(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let call = open_call(ada, CallId::new());
    opened(&store, std::slice::from_ref(&call)).await;
    assert_eq!(store.open_calls().await.unwrap(), [call]);
}

pub(crate) async fn what_cannot_be_real_is_cut(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let mut dear = charge(ada, CallId::new(), None);
    dear.cost = NanoDollars(i64::MAX);
    dear.usage.tokens = Tokens {
        input: u64::try_from(i64::MAX).unwrap(),
        ..Tokens::default()
    };
    assert!(store.record_charge(&dear).await.unwrap());
    let mut absurd = charge(ada, CallId::new(), None);
    absurd.usage.tokens.output = u64::MAX;
    assert!(store.record_charge(&absurd).await.unwrap());

    // Cut to what can be added up by the thousand.
    const LARGEST: i64 = 1 << 50;
    dear.cost = NanoDollars(LARGEST);
    dear.usage.tokens.input = LARGEST.unsigned_abs();
    absurd.usage.tokens.output = LARGEST.unsigned_abs();
    let kept = store.charges_of(ada).await.unwrap();
    assert_eq!(kept.len(), 2);
    assert!(kept.contains(&dear) && kept.contains(&absurd));
}

/// A call that is no request of its own.
fn part(account: AccountId) -> OpenCall {
    OpenCall {
        requests: 0,
        ..open_call(account, CallId::new())
    }
}

pub(crate) async fn calls_of_a_batch_are_opened_and_settled_together(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let calls: Vec<_> = (0..3).map(|_| part(ada)).collect();
    opened(&store, &calls).await;
    assert_eq!(store.open_calls().await.unwrap().len(), 3);
    // One that is there already: nothing is opened.
    let again = [part(ada), calls[0].clone()];
    let again = Ask {
        calls: again.to_vec(),
        most_output: 0,
    };
    assert!(store.admit(&again, NOW).await.is_err());
    assert_eq!(store.open_calls().await.unwrap().len(), 3);

    let charges = [
        charge(ada, calls[0].id, None),
        charge(ada, calls[1].id, None),
    ];
    for _twice in 0..2 {
        store.settle_batch(&charges, &[calls[2].id]).await.unwrap();
    }
    assert_eq!(store.open_calls().await.unwrap(), []);
    let kept = store.charges_of(ada).await.unwrap();
    assert_eq!(kept.len(), 2);
    assert!(charges.iter().all(|charge| kept.contains(charge)));
}
