use super::given::{NOW, S, admin, charge, later, limited, open_call};
use crate::store::{Admission, Ask, Charge, Held};
use crate::types::{
    AccountId, AlertLevel, BudgetKind, CallId, Limits, NanoDollars, Price, Timestamp, TopUpId,
};

use AlertLevel::{Reached, Warning};
use BudgetKind::{Daily, Monthly};

const DAY: i64 = 24 * 60 * 60;

/// Up to so much a day, and as much again and half of it a month.
async fn somebody(store: &S, daily: i64) -> AccountId {
    let limits = Limits {
        daily_budget: Some(NanoDollars(daily)),
        monthly_budget: Some(NanoDollars(daily * 3 / 2)),
        ..Limits::default()
    };
    limited(store, limits).await
}

async fn spend(store: &S, account: AccountId, cost: i64, at: Timestamp) {
    let charge = Charge {
        cost: NanoDollars(cost),
        failed_attempts: Vec::new(),
        started_at: at,
        ended_at: at,
        ..charge(account, CallId::new(), None)
    };
    assert!(store.record_charge(&charge).await.unwrap());
}

/// Whether a call that may cost so much is let in; it holds that for a minute.
async fn asks(store: &S, account: AccountId, cost: u64) -> bool {
    let call = crate::store::OpenCall {
        price: Price {
            input: NanoDollars(1_000_000),
            ..Price::FREE
        },
        held: Held {
            prompt: cost,
            output: 0,
        },
        ..open_call(account, CallId::new())
    };
    let ask = Ask {
        calls: vec![call],
        most_output: 0,
    };
    let admission = store.admit(&ask, NOW).await.unwrap();
    matches!(admission, Admission::Granted { .. })
}

/// What was told, oldest first.
async fn told(store: &S, account: AccountId) -> Vec<(BudgetKind, AlertLevel)> {
    let alerts = store.alerts_of(account, None, 100).await.unwrap();
    let mut told: Vec<_> = alerts
        .iter()
        .map(|alert| (alert.budget, alert.level))
        .collect();
    told.reverse();
    told
}

pub(crate) async fn a_charge_that_uses_a_budget_up_says_so_once_for_each_window(store: S) {
    let ada = somebody(&store, 1_000).await;
    spend(&store, ada, 799, NOW).await;
    assert_eq!(told(&store, ada).await, []);
    spend(&store, ada, 1, NOW).await;
    assert_eq!(told(&store, ada).await, [(Daily, Warning)]);
    spend(&store, ada, 199, NOW).await;
    assert_eq!(told(&store, ada).await, [(Daily, Warning)]);
    spend(&store, ada, 301, NOW).await;
    let mut expected = vec![(Daily, Warning), (Monthly, Warning), (Daily, Reached)];
    let mut so_far = told(&store, ada).await;
    so_far.sort();
    expected.sort();
    assert_eq!(so_far, expected);

    let alerts = store.alerts_of(ada, None, 100).await.unwrap();
    let reached = alerts.iter().find(|alert| alert.level == Reached).unwrap();
    assert_eq!(
        (reached.settled, reached.most),
        (NanoDollars(1_300), NanoDollars(1_000))
    );
    assert!(reached.window_start <= NOW && NOW < reached.window_end);

    // The next day is told of again, and the month goes on.
    spend(&store, ada, 900, later(DAY)).await;
    let mut so_far = told(&store, ada).await;
    expected.extend([(Daily, Warning), (Monthly, Reached)]);
    so_far.sort();
    expected.sort();
    assert_eq!(so_far, expected);
}

pub(crate) async fn a_refusal_says_so_where_nothing_is_left(store: S) {
    let ada = somebody(&store, 1_000).await;
    assert!(!asks(&store, ada, 1_001).await);
    assert_eq!(told(&store, ada).await, [], "it was that call alone");
    assert!(asks(&store, ada, 5).await);
    assert!(!asks(&store, ada, 1_000).await);
    assert_eq!(
        told(&store, ada).await,
        [],
        "others may leave what they hold"
    );
    spend(&store, ada, 995, NOW).await;
    assert!(!asks(&store, ada, 100).await);
    assert!(!asks(&store, ada, 100).await);
    assert_eq!(
        told(&store, ada).await,
        [(Daily, Warning), (Daily, Reached)]
    );
}

pub(crate) async fn a_top_up_and_a_cap_move_what_is_told(store: S) {
    let root = admin(&store, "root@example.org").await;
    let ada = somebody(&store, 1_000).await;
    let more = NanoDollars(1_000);
    let given = store.top_up(TopUpId::new(), ada, more, root, NOW);
    assert!(given.await.unwrap());
    spend(&store, ada, 1_599, NOW).await;
    assert_eq!(told(&store, ada).await, []);

    assert!(
        store
            .set_daily_cap(ada, Some(NanoDollars(1_500)))
            .await
            .unwrap()
    );
    spend(&store, ada, 1, NOW).await;
    let mut so_far = told(&store, ada).await;
    so_far.sort();
    assert_eq!(so_far, [(Daily, Warning), (Daily, Reached)]);
}
