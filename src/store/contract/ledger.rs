//! Holds and limits: never more than is allowed, never less.

use super::given::{NOW, S, admin, charge, later, limited, open_call, person};
use crate::store::{Admission, Ask, Held, NewKey, OpenCall};
use crate::types::{
    AccountId, CallId, KeyId, Limit, Limits, LlmName, NanoDollars, NewTier, Price, Refusal,
    Standing, Status, TierId, Timestamp, TopUpId,
};

/// A nano-dollar for each token of a prompt, and nothing for the answer.
const PRICE: Price = Price {
    input: NanoDollars(1_000_000),
    ..Price::FREE
};

pub(super) fn call_of(account: AccountId, cost: u64) -> OpenCall {
    OpenCall {
        price: PRICE,
        held: Held {
            prompt: cost,
            output: 0,
        },
        ..open_call(account, CallId::new())
    }
}

fn ask(calls: &[OpenCall]) -> Ask {
    Ask {
        calls: calls.to_vec(),
        most_output: 0,
    }
}

pub(super) async fn admit(store: &S, call: &OpenCall, now: Timestamp) -> Option<Refusal> {
    let ask = ask(&[OpenCall {
        started_at: now,
        expires_at: now.plus_seconds(60),
        ..call.clone()
    }]);
    match store.admit(&ask, now).await.unwrap() {
        Admission::Granted { .. } => None,
        Admission::Refused(refusal) => Some(*refusal),
        other => panic!("{other:?}"),
    }
}

/// The call ends and has cost this much.
pub(super) async fn settle(store: &S, call: &OpenCall, at: Timestamp, cost: i64) {
    let mut charge = charge(call.account, call.id, None);
    charge.cost = NanoDollars(cost);
    charge.key = call.key;
    charge.started_at = at;
    assert!(store.record_charge(&charge).await.unwrap());
}

pub(super) async fn standing_of(
    store: &S,
    account: AccountId,
    limit: Limit,
    now: Timestamp,
) -> Standing {
    let standing = store.standing(account, now).await.unwrap();
    let found = standing.into_iter().find(|one| one.limit == limit);
    found.unwrap()
}

pub(super) fn daily(nanos: i64) -> Limits {
    Limits {
        daily_budget: Some(NanoDollars(nanos)),
        ..Limits::default()
    }
}

pub(crate) async fn a_budget_is_spent_to_the_last_nano_dollar_and_no_further(store: S) {
    let ada = limited(&store, daily(100)).await;
    let (one, two, three) = (call_of(ada, 60), call_of(ada, 40), call_of(ada, 1));
    assert_eq!(admit(&store, &one, NOW).await, None);
    assert_eq!(admit(&store, &two, NOW).await, None);
    let refusal = admit(&store, &three, NOW).await.unwrap();
    assert_eq!(refusal.limit, Limit::DailyBudget);
    assert_eq!((refusal.settled, refusal.held, refusal.most), (0, 100, 100));
    assert!(refusal.waits_for_others());
    // What it did not use is free again.
    settle(&store, &one, NOW, 10).await;
    let four = call_of(ada, 50);
    assert_eq!(admit(&store, &four, NOW).await, None);
    settle(&store, &four, NOW, 50).await;
    store.release(&[two.id]).await.unwrap();
    let five = call_of(ada, 40);
    assert_eq!(admit(&store, &five, NOW).await, None);
    settle(&store, &five, NOW, 40).await;
    let refusal = admit(&store, &three, NOW).await.unwrap();
    assert_eq!((refusal.settled, refusal.held), (100, 0));
    assert!(!refusal.waits_for_others());
    // What costs nothing goes on.
    assert_eq!(admit(&store, &call_of(ada, 0), NOW).await, None);
    // Tomorrow is another day.
    assert_eq!(admit(&store, &three, later(86_400)).await, None);
}

pub(crate) async fn a_longer_answer_is_granted_as_far_as_there_is_room(store: S) {
    let ada = limited(
        &store,
        Limits {
            tokens_per_day: Some(1_000),
            ..Limits::default()
        },
    )
    .await;
    let mut ask = ask(&[call_of(ada, 100)]);
    ask.calls[0].held.output = 10;
    ask.most_output = 5_000;
    let granted = store.admit(&ask, NOW).await.unwrap();
    let Admission::Granted { output, .. } = granted else {
        panic!("{granted:?}");
    };
    assert_eq!(output, 900);
    let open = store.open_calls().await.unwrap();
    assert_eq!(open[0].held.output, 900);
    let tokens = standing_of(&store, ada, Limit::TokensPerDay, NOW).await;
    assert_eq!((tokens.settled, tokens.held), (0, 1_000));
}

pub(crate) async fn requests_are_counted_by_the_hour_and_answers_while_they_are_written(store: S) {
    let limits = Limits {
        requests_per_hour: Some(3),
        at_once: Some(2),
        ..Limits::default()
    };
    let ada = limited(&store, limits).await;
    let calls = [
        call_of(ada, 1),
        call_of(ada, 1),
        call_of(ada, 1),
        call_of(ada, 1),
    ];
    assert_eq!(admit(&store, &calls[0], NOW).await, None);
    assert_eq!(admit(&store, &calls[1], NOW).await, None);
    let refusal = admit(&store, &calls[2], NOW).await.unwrap();
    assert_eq!(refusal.limit, Limit::AtOnce);
    // What is part of a request is not one.
    let title = OpenCall {
        requests: 0,
        ..call_of(ada, 1)
    };
    assert_eq!(admit(&store, &title, NOW).await, None);
    settle(&store, &calls[0], NOW, 1).await;
    assert_eq!(admit(&store, &calls[2], NOW).await, None);
    store.release(&[calls[1].id]).await.unwrap();
    // It was released, and so it was none.
    assert_eq!(admit(&store, &calls[1], NOW).await, None);
    settle(&store, &calls[1], NOW, 1).await;
    let refusal = admit(&store, &calls[3], NOW).await.unwrap();
    assert_eq!(refusal.limit, Limit::RequestsPerHour);
    let turns_at = refusal.turns_at.unwrap();
    assert_eq!(
        turns_at,
        Timestamp((NOW.0 / 3_600_000_000 + 1) * 3_600_000_000)
    );
    settle(&store, &calls[2], NOW, 1).await;
    assert_eq!(admit(&store, &calls[3], turns_at).await, None);
}

pub(crate) async fn a_key_has_limits_of_its_own_within_those_of_its_account(store: S) {
    let ada = limited(&store, daily(100)).await;
    let key = NewKey {
        terms: Default::default(),
        id: KeyId::new(),
        account: ada,
        name: "laptop".into(),
        secret_hash: [7; 32],
        created_at: NOW,
    };
    assert!(store.create_key(&key).await.unwrap());
    assert!(store.set_key_limits(ada, key.id, &daily(30)).await.unwrap());
    let with_key = |cost| OpenCall {
        key: Some(key.id),
        ..call_of(ada, cost)
    };
    let one = with_key(20);
    assert_eq!(admit(&store, &one, NOW).await, None);
    let refusal = admit(&store, &with_key(11), NOW).await.unwrap();
    assert!(refusal.of_key && refusal.held == 20);
    settle(&store, &one, NOW, 20).await;
    assert!(admit(&store, &with_key(11), NOW).await.unwrap().of_key);
    assert_eq!(admit(&store, &call_of(ada, 75), NOW).await, None);
    let refusal = admit(&store, &with_key(10), NOW).await.unwrap();
    assert!(!refusal.of_key && refusal.held == 75);
    assert_eq!(admit(&store, &with_key(5), NOW).await, None);
    // A key that is no longer good, or somebody else's, opens nothing.
    assert!(store.revoke_key(ada, key.id, NOW).await.unwrap());
    let admission = store.admit(&ask(&[with_key(1)]), NOW).await.unwrap();
    assert_eq!(admission, Admission::Revoked);
}

pub(crate) async fn what_an_admin_changes_counts_for_the_next_call(store: S) {
    let root = admin(&store, "root@example.org").await;
    let ada = limited(&store, daily(100)).await;
    let call = || call_of(ada, 60);
    assert_eq!(admit(&store, &call(), NOW).await, None);
    assert!(admit(&store, &call(), NOW).await.is_some());
    // A top-up, once.
    let top_up = TopUpId::new();
    let give = |id| store.top_up(id, ada, NanoDollars(20), root, NOW);
    assert!(give(top_up).await.unwrap());
    assert!(!give(top_up).await.unwrap());
    assert_eq!(admit(&store, &call(), NOW).await, None);
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!((day.most, day.held), (120, 120));
    let tomorrow = standing_of(&store, ada, Limit::DailyBudget, later(86_400)).await;
    assert_eq!((tomorrow.most, tomorrow.held), (100, 0));
    // The holder's own cap.
    assert!(
        store
            .set_daily_cap(ada, Some(NanoDollars(5)))
            .await
            .unwrap()
    );
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!(day.most, 5);
    assert!(store.set_daily_cap(ada, None).await.unwrap());
    // The account's own limits in place of the tier's.
    assert!(
        store
            .set_own_limits(ada, &daily(500), None, NOW)
            .await
            .unwrap()
    );
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!(day.most, 520);
    // Suspension.
    assert!(
        store
            .set_status(ada, Status::Suspended, None, NOW)
            .await
            .unwrap()
    );
    let admission = store.admit(&ask(&[call()]), NOW).await.unwrap();
    assert_eq!(admission, Admission::Suspended);
}

pub(crate) async fn a_tier_is_changed_by_who_has_seen_its_newest_version(store: S) {
    let root = admin(&store, "root@example.org").await;
    let free = store.tiers().await.unwrap();
    let free = free
        .into_iter()
        .find(|tier| tier.id == TierId::FREE)
        .unwrap();
    assert_eq!(free.limits.requests_per_hour, Some(10));
    assert_eq!(free.limits.tokens_per_day, Some(10_000));
    assert_eq!(free.limits.daily_budget, Some(NanoDollars(10_000_000_000)));
    let new = NewTier {
        name: "Free".into(),
        limits: daily(7),
        ..NewTier::default()
    };
    let change = |version| store.change_tier(free.id, version, &new, Some(root), NOW);
    assert!(change(free.version).await.unwrap());
    assert!(!change(free.version).await.unwrap());
    let history = store.tier_history(free.id).await.unwrap();
    let versions: Vec<_> = history.iter().map(|one| one.tier.version).collect();
    assert_eq!(versions, [free.version + 1, free.version]);
    assert_eq!(history[1].tier.limits, free.limits);
    let ada = person(&store, "ada@example.org").await;
    assert_eq!(store.tier_of(ada).await.unwrap().unwrap().limits, daily(7));
    assert!(store.set_tier(ada, TierId::PRO, None, NOW).await.unwrap());
    assert!(!store.set_tier(ada, TierId::new(), None, NOW).await.unwrap());
    assert_eq!(store.tier_of(ada).await.unwrap().unwrap().id, TierId::PRO);
    let taken = store.create_tier(TierId::new(), &new, Some(root), NOW);
    assert!(!taken.await.unwrap());
}

pub(crate) async fn a_hold_ends_when_it_expires_and_does_not_come_back(store: S) {
    let ada = limited(&store, daily(100)).await;
    let lost = call_of(ada, 100);
    assert_eq!(admit(&store, &lost, NOW).await, None);
    assert!(admit(&store, &call_of(ada, 1), later(59)).await.is_some());
    assert_eq!(admit(&store, &call_of(ada, 1), later(60)).await, None);
    // The clock is set back.
    assert_eq!(admit(&store, &call_of(ada, 99), NOW).await, None);
    // What it has cost is charged all the same.
    settle(&store, &lost, NOW, 3).await;
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!(day.settled, 3);
}

pub(crate) async fn what_goes_on_in_place_of_a_call_holds_what_is_left_of_it(store: S) {
    let ada = limited(&store, daily(100)).await;
    let first = call_of(ada, 100);
    assert_eq!(admit(&store, &first, NOW).await, None);
    let rest = OpenCall {
        requests: 0,
        ..call_of(ada, 100)
    };
    store.open_rest(&rest, first.id).await.unwrap();
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!((day.settled, day.held), (0, 100));
    settle(&store, &first, NOW, 30).await;
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!((day.settled, day.held), (30, 70));
    settle(&store, &rest, NOW, 70).await;
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!((day.settled, day.held), (100, 0));
}

pub(crate) async fn a_failed_attempt_is_charged_and_what_it_cost_is_held_again_if_it_fits(
    store: S,
) {
    let ada = limited(&store, daily(100)).await;
    let call = call_of(ada, 60);
    assert_eq!(admit(&store, &call, NOW).await, None);
    let attempt = |cost| {
        let mut attempt = charge(ada, CallId::new(), None);
        attempt.cost = NanoDollars(cost);
        attempt.requests = 0;
        attempt
    };
    assert!(
        store
            .record_attempt(&attempt(40), call.id, NOW)
            .await
            .unwrap()
    );
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!((day.settled, day.held), (40, 60));
    assert!(
        !store
            .record_attempt(&attempt(20), call.id, NOW)
            .await
            .unwrap()
    );
    let day = standing_of(&store, ada, Limit::DailyBudget, NOW).await;
    assert_eq!((day.settled, day.held), (60, 40));
}

/// Who asks at the same time as others gets what is there, all of it and no more.
pub(crate) async fn of_many_who_ask_at_once_as_many_get_in_as_there_is_room_for(store: S) {
    for (callers, repeats) in [(2, 40), (8, 20), (64, 4), (512, 1)] {
        for room in [1, callers - 1] {
            for _ in 0..repeats {
                let cost = 1_000;
                let account = limited(&store, daily(cost * room)).await;
                let asking = (0..callers).map(|_| {
                    let (store, call) = (store.clone(), call_of(account, 1_000));
                    tokio::spawn(async move { admit(&store, &call, NOW).await.is_none() })
                });
                let asking: Vec<_> = asking.collect();
                let mut admitted = 0;
                for asked in asking {
                    admitted += i64::from(asked.await.unwrap());
                }
                assert_eq!(admitted, room, "of {callers}");
            }
        }
    }
}

pub(crate) async fn what_is_kept_costs_no_tokens_and_is_still_a_request(store: S) {
    let limits = Limits {
        requests_per_hour: Some(5),
        tokens_per_day: Some(1_000),
        ..Limits::default()
    };
    let ada = limited(&store, limits).await;
    let call = OpenCall {
        llm: LlmName("small".into()),
        ..call_of(ada, 0)
    };
    assert_eq!(admit(&store, &call, NOW).await, None);
    let mut kept = charge(ada, call.id, None);
    kept.kept = true;
    assert!(store.record_charge(&kept).await.unwrap());
    let tokens = standing_of(&store, ada, Limit::TokensPerDay, NOW).await;
    assert_eq!(tokens.settled, 0);
    let requests = standing_of(&store, ada, Limit::RequestsPerHour, NOW).await;
    assert_eq!((requests.settled, requests.held), (1, 0));
}
