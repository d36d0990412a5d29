use super::given::{NOW, S, charge, later, person};
use crate::store::Charge;
use crate::types::{
    AccountId, CallId, KeyId, LlmName, NanoDollars, Purpose, Spent, Timestamp, Tokens,
};

async fn charged(store: &S, charge: Charge) {
    assert!(store.record_charge(&charge).await.unwrap());
}

fn at(account: AccountId, started_at: Timestamp) -> Charge {
    Charge {
        started_at,
        failed_attempts: Vec::new(),
        ..charge(account, CallId::new(), None)
    }
}

pub(crate) async fn what_was_spent_is_summed_up_by_span_purpose_model_and_key(store: S) {
    const DAY: i64 = 24 * 60 * 60;
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let key = KeyId::new();
    let (first, second, end) = (NOW, later(DAY), later(2 * DAY));
    for charge in [
        at(ada, first),
        at(ada, later(DAY - 1)),
        at(ada, second),
        Charge {
            llm: LlmName("large".into()),
            ..at(ada, second)
        },
        Charge {
            key: Some(key),
            purpose: Purpose::Api,
            ..at(ada, second)
        },
        at(ada, end),
        at(ada, later(-1)),
        at(grace, first),
    ] {
        charged(&store, charge).await;
    }

    let one = Spent {
        from: second,
        key: None,
        purpose: Purpose::Chat,
        llm: LlmName("small".into()),
        calls: 1,
        requests: 1,
        tokens: Tokens {
            input: 1,
            cached_input: 2,
            cache_write: 3,
            output: 5,
            reasoning: 0,
        },
        cost: NanoDollars(2_727_880),
        saved: NanoDollars(11),
    };
    let two = Spent {
        from: first,
        calls: 2,
        requests: 2,
        tokens: one.tokens.plus(&one.tokens),
        cost: NanoDollars(2 * 2_727_880),
        saved: NanoDollars(22),
        ..one.clone()
    };
    let large = Spent {
        llm: LlmName("large".into()),
        ..one.clone()
    };
    let by_key = Spent {
        key: Some(key),
        purpose: Purpose::Api,
        ..one.clone()
    };
    let spent = store.spent(ada, &[first, second, end]).await.unwrap();
    assert_eq!(spent, [two, by_key, large, one]);
    assert_eq!(store.spent(ada, &[first]).await.unwrap(), []);
    assert_eq!(store.spent(ada, &[]).await.unwrap(), []);
}

pub(crate) async fn what_was_spent_with_each_key_is_summed_up_from_days_and_quarters(store: S) {
    const DAY: i64 = 24 * 60 * 60;
    const QUARTER: i64 = 15 * 60;
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let (laptop, server) = (KeyId::new(), KeyId::new());
    let with = |account, key, started_at| Charge {
        key: Some(key),
        cost: NanoDollars(1),
        ..at(account, started_at)
    };
    for quarter in 0..3 * DAY / QUARTER {
        charged(&store, with(ada, laptop, later(quarter * QUARTER))).await;
    }
    charged(&store, with(ada, server, later(DAY))).await;
    charged(&store, with(grace, laptop, later(DAY))).await;
    charged(&store, at(ada, later(DAY))).await;
    for (from, until) in [
        (0, 3 * DAY),
        (QUARTER, 2 * DAY - QUARTER),
        (5 * QUARTER, 6 * QUARTER),
    ] {
        let spent = store
            .spent_by_key(ada, later(from), later(until))
            .await
            .unwrap();
        let of = |key| {
            spent
                .iter()
                .find(|(other, _)| *other == key)
                .map(|(_, cost)| cost.0)
        };
        assert_eq!(of(laptop), Some((until - from) / QUARTER), "{from} {until}");
        let has_server = (from..until).contains(&DAY);
        assert_eq!(of(server), has_server.then_some(1), "{from} {until}");
        assert_eq!(spent.len(), 1 + usize::from(has_server));
    }
}
