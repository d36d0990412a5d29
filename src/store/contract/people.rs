use super::given::{NOW, S, account, admin, charge, later, person};
use crate::store::people::Since;
use crate::store::{PeopleFilter, Turn};
use crate::types::{AccountId, CallId, Limits, NanoDollars, Role, Status, TierId, TopUpId};

const SINCE: Since = Since {
    today: NOW,
    month: NOW,
};

async fn found(store: &S, filter: PeopleFilter, turn: Turn, most: u32) -> Vec<AccountId> {
    let found = store.people(&filter, turn, SINCE, most).await.unwrap();
    found.into_iter().map(|one| one.account.id).collect()
}

pub(crate) async fn people_are_found_by_words_tier_and_status(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = admin(&store, "grace_h@example.org").await;
    let words = |words: &str| PeopleFilter {
        words: Some(words.into()),
        ..PeopleFilter::default()
    };
    let all = found(&store, PeopleFilter::default(), Turn::First, 9).await;
    assert_eq!(all.len(), 2);
    assert_eq!(found(&store, words("ADA@"), Turn::First, 9).await, [ada]);
    assert_eq!(
        found(&store, words("grace_"), Turn::First, 9).await,
        [grace]
    );
    assert_eq!(found(&store, words("a_a"), Turn::First, 9).await, []);
    let tier = PeopleFilter {
        tier: Some(TierId::at_first(Role::Admin)),
        ..PeopleFilter::default()
    };
    assert_eq!(found(&store, tier, Turn::First, 9).await, [grace]);
    assert!(
        store
            .set_status(ada, Status::Suspended, None, NOW)
            .await
            .unwrap()
    );
    let suspended = PeopleFilter {
        status: Some(Status::Suspended),
        ..PeopleFilter::default()
    };
    assert_eq!(found(&store, suspended, Turn::First, 9).await, [ada]);
}

pub(crate) async fn the_list_of_people_is_turned_without_gaps_or_repeats(store: S) {
    let mut all = Vec::new();
    for n in 0..7 {
        // Some are called the same.
        all.push(account(&store, &format!("{}@example.org", n), Role::Person).await);
    }
    let everybody = PeopleFilter::default;
    let in_order = found(&store, everybody(), Turn::First, 9).await;
    assert_eq!(in_order.len(), 7);
    let mut turned = found(&store, everybody(), Turn::First, 3).await;
    loop {
        let last = *turned.last().unwrap();
        let next = found(&store, everybody(), Turn::After(last), 3).await;
        if next.is_empty() {
            break;
        }
        turned.extend(next);
    }
    assert_eq!(turned, in_order);
    let before = found(&store, everybody(), Turn::Before(in_order[5]), 3).await;
    assert_eq!(before, in_order[2..5]);
    let first = found(&store, everybody(), Turn::Before(in_order[0]), 3).await;
    assert_eq!(first, []);
}

pub(crate) async fn a_person_is_known_in_numbers(store: S) {
    let (ada, grace) = (
        person(&store, "ada@example.org").await,
        admin(&store, "grace@example.org").await,
    );
    let limits = Limits {
        at_once: Some(3),
        ..Limits::default()
    };
    assert!(store.set_own_limits(ada, &limits, None, NOW).await.unwrap());
    let spent = charge(ada, CallId::new(), None);
    assert!(store.record_charge(&spent).await.unwrap());
    let amount = NanoDollars(5);
    let given = store.top_up(TopUpId::new(), ada, amount, grace, later(1));
    assert!(given.await.unwrap());
    let known = store.person(ada, SINCE, later(2)).await.unwrap().unwrap();
    assert_eq!(known.own_limits, limits);
    assert_eq!((known.sessions, known.keys), (0, 0));
    assert!(!known.second_factor);
    assert_eq!(known.top_ups[0].amount, amount);
    let (tier, _) = known.person.tier.unwrap();
    assert_eq!(tier, TierId::at_first(Role::Person));
    let others = store.person(grace, SINCE, later(2)).await.unwrap().unwrap();
    assert_eq!(others.person.spent_this_month, NanoDollars::ZERO);
    let none = store.person(AccountId::new(), SINCE, later(2)).await;
    assert_eq!(none.unwrap(), None);
}
