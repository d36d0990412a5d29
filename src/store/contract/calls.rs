//! The list of an account's calls.

use super::given::{
    NOW, S, charge, charge_for, chat_about, ended, later, open_call, opened, person,
};
use crate::store::{Charge, Decision, KeyTerms, NewKey};
use crate::types::{
    AccountId, Call, CallFilter, CallId, CallKey, CallPlace, CallsFrom, DecisionId, KeyId, LlmName,
    NanoDollars, Outcome, Purpose, Scores, Timestamp, Verdict,
};

fn at(account: AccountId, started_at: Timestamp) -> Charge {
    Charge {
        started_at,
        failed_attempts: Vec::new(),
        ..charge(account, CallId::new(), None)
    }
}

async fn charged(store: &S, charge: Charge) -> CallId {
    assert!(store.record_charge(&charge).await.unwrap());
    charge.call
}

fn all() -> CallFilter {
    CallFilter::default()
}

async fn found(store: &S, account: AccountId, filter: &CallFilter) -> Vec<CallId> {
    let calls = store.calls(account, filter, CallsFrom::Newest, 100).await;
    ids(&calls.unwrap())
}

fn ids(calls: &[Call]) -> Vec<CallId> {
    calls.iter().map(|call| call.id).collect()
}

/// Two of each moment, which only their ids tell apart; newest first.
async fn pairs(store: &S, account: AccountId, count: i64) -> Vec<CallId> {
    let mut charges: Vec<_> = (0..count).map(|n| at(account, later(n / 2))).collect();
    for charge in &charges {
        charged(store, charge.clone()).await;
    }
    charges.sort_by_key(|charge| std::cmp::Reverse((charge.started_at, charge.call)));
    charges.iter().map(|charge| charge.call).collect()
}

pub(crate) async fn pages_of_calls_hold_each_call_once_while_others_are_added(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let wanted = pairs(&store, ada, 11).await;
    charged(&store, at(grace, NOW)).await;
    let filters = [
        all(),
        CallFilter {
            outcome: Some(Outcome::Complete),
            ..all()
        },
    ];
    for filter in filters {
        let before = found(&store, ada, &filter).await;
        let mut pages: Vec<Call> = Vec::new();
        let mut from = CallsFrom::Newest;
        loop {
            let page = store.calls(ada, &filter, from, 3).await.unwrap();
            let Some(last) = page.last() else { break };
            from = CallsFrom::OlderThan(last.place());
            pages.extend(page);
            charged(&store, at(ada, later(1_000))).await;
        }
        assert_eq!(ids(&pages), before);
        assert!(wanted.iter().all(|call| before.contains(call)));
        // And back again: the three that are nearest.
        let back = CallsFrom::NewerThan(pages[6].place());
        let back = store.calls(ada, &filter, back, 3).await.unwrap();
        assert_eq!(back, pages[3..6]);
    }
}

pub(crate) async fn going_through_all_calls_meets_each_once(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let wanted = pairs(&store, ada, 10).await;
    let large = Charge {
        llm: LlmName("large".into()),
        ..at(ada, later(-5))
    };
    let large = charged(&store, large).await;
    let of_large = CallFilter {
        llm: Some(LlmName("large".into())),
        ..all()
    };
    let of_some = CallFilter {
        from: Some(NOW),
        until: Some(later(3)),
        ..all()
    };
    for (filter, wanted) in [
        (all(), [&wanted[..], &[large]].concat()),
        (of_large, vec![large]),
        (of_some, wanted[4..].to_vec()),
    ] {
        let (mut met, mut before, mut steps) = (Vec::new(), None, 0);
        loop {
            let step = store.next_calls(ada, &filter, before, 4);
            let (calls, on) = step.await.unwrap();
            met.extend(ids(&calls));
            steps += 1;
            before = on;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(met, wanted);
        assert!(steps <= 3, "{steps}");
    }
}

async fn key(store: &S, account: AccountId, name: &str) -> CallKey {
    let id = KeyId::new();
    let new = NewKey {
        id,
        account,
        name: name.into(),
        secret_hash: [u8::try_from(name.len()).unwrap(); 32],
        terms: KeyTerms::default(),
        created_at: NOW,
    };
    assert!(store.create_key(&new).await.unwrap());
    CallKey {
        id,
        name: name.into(),
    }
}

pub(crate) async fn calls_are_found_by_what_they_have_in_common(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let nightly = key(&store, ada, "nightly").await;
    let by_hand = charged(&store, at(ada, NOW)).await;
    let program = Charge {
        key: Some(nightly.id),
        purpose: Purpose::Api,
        ..at(ada, later(1))
    };
    let program = charged(&store, program).await;
    let failed = Charge {
        key: Some(nightly.id),
        purpose: Purpose::Api,
        outcome: Outcome::Failed,
        llm: LlmName("large".into()),
        ..at(ada, later(2))
    };
    let failed = charged(&store, failed).await;

    let filter = |change: fn(&mut CallFilter)| {
        let mut filter = all();
        change(&mut filter);
        filter
    };
    let by_key = CallFilter {
        key: Some(nightly.id),
        ..all()
    };
    for (filter, wanted) in [
        (all(), vec![failed, program, by_hand]),
        (by_key.clone(), vec![failed, program]),
        (filter(|f| f.purpose = Some(Purpose::Chat)), vec![by_hand]),
        (filter(|f| f.purpose = Some(Purpose::Title)), vec![]),
        (
            filter(|f| f.llm = Some(LlmName("large".into()))),
            vec![failed],
        ),
        (
            filter(|f| f.outcome = Some(Outcome::Complete)),
            vec![program, by_hand],
        ),
        (filter(|f| f.until = Some(later(1))), vec![by_hand]),
        (filter(|f| f.from = Some(later(1))), vec![failed, program]),
        (
            CallFilter {
                outcome: Some(Outcome::Complete),
                from: Some(later(1)),
                ..by_key
            },
            vec![program],
        ),
    ] {
        assert_eq!(found(&store, ada, &filter).await, wanted, "{filter:?}");
    }
    let newest = store.calls(ada, &all(), CallsFrom::Newest, 1).await;
    assert_eq!(newest.unwrap()[0].key.as_ref(), Some(&nightly));
    let kinds = store.call_kinds(ada).await.unwrap();
    assert_eq!(kinds.len(), 3);
    assert!(kinds.iter().any(|kind| kind.key.as_ref() == Some(&nightly)));
    let grace = person(&store, "grace@example.org").await;
    assert_eq!(store.call_kinds(grace).await.unwrap(), []);
    assert_eq!(store.discrepancies(NOW).await.unwrap(), []);
}

pub(crate) async fn calls_are_found_by_the_title_of_their_chat(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let moon = chat_about(&store, ada, "the moon").await;
    let sun = chat_about(&store, ada, "the sun").await;
    let foreign = chat_about(&store, grace, "the moon").await;
    for turn in [&moon, &sun, &foreign] {
        // What is said is no title.
        let end = ended(turn, "It is as far as the moon.");
        let ended = store.end_answer(&end, Some(&charge_for(turn))).await;
        assert!(ended.unwrap());
    }
    charged(&store, at(ada, NOW)).await;
    let titled = |title: &str| CallFilter {
        title: Some(title.into()),
        ..all()
    };
    assert_eq!(found(&store, ada, &titled("Moon")).await, [moon.call]);
    assert_eq!(found(&store, ada, &titled("abo su")).await, [sun.call]);
    assert_eq!(found(&store, ada, &titled("far")).await, []);
    assert_eq!(found(&store, ada, &titled("about")).await.len(), 2);
    assert_eq!(found(&store, ada, &titled("*")).await.len(), 3);
    let of_other = CallFilter {
        llm: Some(LlmName("large".into())),
        ..titled("moon")
    };
    assert_eq!(found(&store, ada, &of_other).await, []);
    let (calls, on) = store
        .next_calls(ada, &titled("moon"), None, 2)
        .await
        .unwrap();
    assert_eq!((ids(&calls), on), (vec![moon.call], None));
}

pub(crate) async fn a_call_is_read_with_all_that_happened(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "keys").await;
    let call = open_call(ada, turn.call);
    opened(&store, std::slice::from_ref(&call)).await;
    let under_way = store.calls_under_way(ada).await.unwrap();
    assert_eq!(under_way.len(), 1);
    assert_eq!(
        (under_way[0].id, under_way[0].held),
        (call.id, call.amount())
    );
    let decision = Decision {
        id: DecisionId::new(),
        call: turn.call,
        account: ada,
        purpose: Purpose::Chat,
        engine: "built-in".into(),
        text_hash: [1; 32],
        text: None,
        verdict: Verdict::Flagged,
        categories: Vec::new(),
        scores: Scores::default(),
        decided_at: later(1),
    };
    store.record_decisions(&[decision]).await.unwrap();
    let end = ended(&turn, "It is [REDACTED], or [REDACTED].");
    let charge = charge_for(&turn);
    assert!(store.end_answer(&end, Some(&charge)).await.unwrap());
    assert_eq!(store.calls_under_way(ada).await.unwrap(), []);

    let record = store.call(ada, turn.call).await.unwrap().unwrap();
    assert_eq!(record.call.id, turn.call);
    assert_eq!(record.call.cost, charge.cost);
    assert_eq!(record.receipt, charge.receipt());
    assert_eq!(record.price, charge.price);
    assert_eq!(record.held, Some(call.amount()));
    let judged = record.judged.unwrap();
    assert_eq!((judged.verdict, judged.at), (Verdict::Flagged, later(1)));
    let said = record.said.unwrap();
    assert_eq!((said.chat, said.redacted), (turn.chat, 2));
    assert_eq!(said.title, "About keys");

    let grace = person(&store, "grace@example.org").await;
    assert_eq!(store.call(grace, turn.call).await.unwrap(), None);
    assert_eq!(store.call(ada, CallId::new()).await.unwrap(), None);
    assert!(store.delete_chat(ada, turn.chat).await.unwrap());
    let record = store.call(ada, turn.call).await.unwrap().unwrap();
    assert_eq!((record.said, record.held), (None, Some(call.amount())));
}

pub(crate) async fn invented_charges_are_on_the_list_and_in_the_sums(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let charges: Vec<_> = (0..5).map(|n| at(ada, later(n))).collect();
    store.invent_charges(&charges).await.unwrap();
    assert_eq!(found(&store, ada, &all()).await.len(), 5);
    let spent = store.spent(ada, &[NOW, later(900)]).await.unwrap();
    let cost: NanoDollars = spent.iter().map(|spent| spent.cost).sum();
    assert_eq!(cost, charges.iter().map(|charge| charge.cost).sum());
    assert_eq!(store.alerts_of(ada, None, 10).await.unwrap(), []);
    assert_eq!(store.discrepancies(NOW).await.unwrap(), []);
    let place = CallPlace::at(later(2));
    let older = store
        .calls(ada, &all(), CallsFrom::OlderThan(place), 9)
        .await;
    assert_eq!(older.unwrap().len(), 2);
}
