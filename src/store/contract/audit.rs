//! What admins and operators change leaves its row, and what does not change leaves none.

use super::given::{NOW, S, admin, charge, invite, later, new_account, person};
use crate::store::{KeyTerms, NewKey};
use crate::types::{
    AccountId, Actor, AuditEntry, AuditFilter, AuditPlace, AuditWhat, CallId, KeyId, Limits,
    NanoDollars, NewTier, Role, Status, TierId, TopUpId,
};

const ALL: AuditFilter = AuditFilter {
    by: None,
    what: None,
    of: None,
};

async fn log(store: &S, filter: AuditFilter) -> Vec<AuditEntry> {
    let page = store.audit(filter, AuditPlace::Newest, 100).await.unwrap();
    assert!(!page.newer && !page.older);
    page.entries
}

async fn whats(store: &S, filter: AuditFilter) -> Vec<AuditWhat> {
    let entries = log(store, filter).await;
    entries.into_iter().map(|entry| entry.what).collect()
}

fn tier(name: &str, limits: Limits) -> NewTier {
    let name = name.to_owned();
    NewTier {
        name,
        limits,
        ..NewTier::default()
    }
}

fn daily(budget: i64) -> Limits {
    let daily_budget = Some(NanoDollars(budget));
    Limits {
        daily_budget,
        ..Limits::default()
    }
}

async fn key_of(store: &S, account: AccountId, name: &str) -> KeyId {
    let id = KeyId::new();
    let key = NewKey {
        id,
        account,
        name: name.into(),
        secret_hash: *id.0.as_bytes().repeat(2).first_chunk().unwrap(),
        terms: KeyTerms::default(),
        created_at: NOW,
    };
    assert!(store.create_key(&key).await.unwrap());
    id
}

pub(crate) async fn each_change_leaves_one_row(store: S) {
    let root = admin(&store, "root@example.org").await;
    let ada = person(&store, "ada@example.org").await;
    let created = log(&store, ALL).await;
    assert_eq!(created.len(), 2);
    assert_eq!(created[1].what, AuditWhat::AccountCreated);
    assert_eq!(
        (created[1].by.as_deref(), created[1].after.as_deref()),
        (None, Some("admin"))
    );
    let by = Some(root);
    let id = TierId::new();
    let students = tier("Students", daily(7));
    assert!(store.create_tier(id, &students, by, NOW).await.unwrap());
    let changed = tier("Learners", daily(5));
    assert!(store.change_tier(id, 1, &changed, by, NOW).await.unwrap());
    assert!(store.set_tier(ada, id, by, NOW).await.unwrap());
    assert!(store.set_own_limits(ada, &daily(3), by, NOW).await.unwrap());
    let more = TopUpId::new();
    assert!(
        store
            .top_up(more, ada, NanoDollars(2), root, NOW)
            .await
            .unwrap()
    );
    assert!(
        store
            .set_status(ada, Status::Suspended, by, NOW)
            .await
            .unwrap()
    );
    store
        .create_invite(invite(1, Role::Person, by))
        .await
        .unwrap();
    let key = key_of(&store, ada, "laptop").await;
    assert!(store.take_key(ada, key, by, later(9)).await.unwrap());

    let of_root = AuditFilter {
        by: Some(Actor::Account(root)),
        ..ALL
    };
    let entries = log(&store, of_root).await;
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry.what,
                entry.object.as_deref(),
                entry.before.as_deref(),
                entry.after.as_deref(),
            )
        })
        .collect();
    let of_tier = AuditFilter {
        of: Some(id.0),
        ..ALL
    };
    let of_tier = log(&store, of_tier).await;
    assert_eq!(
        of_tier.iter().map(|entry| entry.what).collect::<Vec<_>>(),
        [AuditWhat::TierChanged, AuditWhat::TierCreated]
    );
    assert!(of_tier.iter().all(|entry| entry.of == id.0));
    let (old, new) = (r#"{"daily_budget":7}"#, r#"{"daily_budget":5}"#);
    let said = |name, limits| format!(r#"{{"name":"{name}","limits":{limits}}}"#);
    let (old, new) = (said("Students", old), said("Learners", new));
    assert_eq!(
        rows,
        [
            (AuditWhat::KeyRevoked, Some("laptop of ada"), None, None),
            (
                AuditWhat::Invitation,
                Some("grace@example.org"),
                None,
                Some("person")
            ),
            (
                AuditWhat::AccountStatus,
                Some("ada"),
                Some("active"),
                Some("suspended")
            ),
            (
                AuditWhat::TopUp,
                Some("ada"),
                None,
                Some("$0.000\u{202f}000\u{202f}002")
            ),
            (
                AuditWhat::AccountLimits,
                Some("ada"),
                Some("{}"),
                Some(r#"{"daily_budget":3}"#)
            ),
            (
                AuditWhat::AccountTier,
                Some("ada"),
                Some("Free"),
                Some("Learners")
            ),
            (
                AuditWhat::TierChanged,
                Some("Learners"),
                Some(&*old),
                Some(&*new)
            ),
            (AuditWhat::TierCreated, Some("Learners"), None, Some(&*old)),
        ]
    );
    assert!(
        entries
            .iter()
            .all(|entry| entry.by.as_deref() == Some("root"))
    );
    assert_eq!(entries[0].at, later(9));
    assert_eq!(
        store.audit_actors().await.unwrap(),
        [(root, "root".to_owned())]
    );
}

pub(crate) async fn what_changes_nothing_leaves_no_row(store: S) {
    let root = admin(&store, "root@example.org").await;
    let ada = person(&store, "ada@example.org").await;
    let by = Some(root);
    let free = tier("Free", daily(7));
    assert!(
        !store
            .create_tier(TierId::new(), &free, by, NOW)
            .await
            .unwrap()
    );
    assert!(
        !store
            .change_tier(TierId::PRO, 7, &free, by, NOW)
            .await
            .unwrap()
    );
    assert!(
        !store
            .change_tier(TierId::PRO, 1, &free, by, NOW)
            .await
            .unwrap()
    );
    assert_eq!(store.tier_history(TierId::PRO).await.unwrap().len(), 1);
    assert!(!store.set_tier(ada, TierId::new(), by, NOW).await.unwrap());
    assert!(store.set_tier(ada, TierId::FREE, by, NOW).await.unwrap());
    assert!(
        !store
            .set_status(root, Status::Suspended, by, NOW)
            .await
            .unwrap()
    );
    assert!(
        store
            .set_status(ada, Status::Active, by, NOW)
            .await
            .unwrap()
    );
    assert!(
        !store
            .create_account(new_account("ada@example.org", Role::Person))
            .await
            .unwrap()
    );
    store
        .create_invite(invite(1, Role::Admin, None))
        .await
        .unwrap();
    let key = key_of(&store, ada, "laptop").await;
    assert!(!store.take_key(root, key, by, NOW).await.unwrap());
    // Its holder's own business.
    assert!(store.revoke_key(ada, key, NOW).await.unwrap());
    let made = [AuditWhat::AccountCreated; 2];
    assert_eq!(whats(&store, ALL).await, made);
    let by = Some(Actor::CommandLine);
    assert_eq!(whats(&store, AuditFilter { by, ..ALL }).await, made);
    let what = Some(AuditWhat::TopUp);
    assert_eq!(whats(&store, AuditFilter { by, what, ..ALL }).await, []);
}

pub(crate) async fn pages_of_the_log_hold_each_row_once(store: S) {
    for n in 0..7 {
        person(&store, &format!("p{n}@example.org")).await;
    }
    let page = async |place| {
        let page = store.audit(ALL, place, 3).await.unwrap();
        let seqs: Vec<_> = page.entries.iter().map(|entry| entry.seq).collect();
        (seqs, page.newer, page.older)
    };
    assert_eq!(page(AuditPlace::Newest).await, (vec![7, 6, 5], false, true));
    assert_eq!(
        page(AuditPlace::Before(5)).await,
        (vec![4, 3, 2], true, true)
    );
    assert_eq!(page(AuditPlace::Before(2)).await, (vec![1], true, false));
    assert_eq!(
        page(AuditPlace::After(1)).await,
        (vec![4, 3, 2], true, true)
    );
    assert_eq!(
        page(AuditPlace::After(4)).await,
        (vec![7, 6, 5], false, true)
    );
}

pub(crate) async fn new_limits_concern_who_is_in_the_tier(store: S) {
    let root = admin(&store, "root@example.org").await;
    let mut people = Vec::new();
    for name in ["ada", "bob", "cleo", "dora"] {
        let person = person(&store, &format!("{name}@example.org")).await;
        let mut charge = charge(person, CallId::new(), None);
        charge.cost = NanoDollars(100);
        assert!(store.record_charge(&charge).await.unwrap());
        people.push(person);
    }
    let [_, bob, cleo, dora] = people[..] else {
        panic!()
    };
    // What an admin allows or gives them counts, and so does what they do not want to spend.
    assert!(
        store
            .set_own_limits(bob, &daily(500), Some(root), NOW)
            .await
            .unwrap()
    );
    assert!(
        store
            .top_up(TopUpId::new(), cleo, NanoDollars(50), root, NOW)
            .await
            .unwrap()
    );
    assert!(store.set_time_zone(dora, "Asia/Tokyo", NOW).await.unwrap());
    let free = store.tiers_in_use().await.unwrap();
    let free = free
        .into_iter()
        .find(|one| one.tier.id == TierId::FREE)
        .unwrap();
    assert_eq!(free.people, 4);
    let affected = async |limits| store.affected(TierId::FREE, &limits, NOW).await.unwrap();
    let now = free.tier.limits;
    let same = affected(now).await;
    assert_eq!((same.people, same.stopped), (4, 0));
    assert_eq!(same.names, ["ada", "bob", "cleo", "dora"]);
    let lower = |budget| Limits {
        daily_budget: Some(NanoDollars(budget)),
        ..now
    };
    assert_eq!(affected(lower(101)).await.stopped, 0);
    assert_eq!(affected(lower(100)).await.stopped_names, ["ada", "dora"]);
    assert_eq!(
        affected(lower(50)).await.stopped_names,
        ["ada", "cleo", "dora"]
    );
    let monthly = Limits {
        monthly_budget: Some(NanoDollars(1)),
        ..now
    };
    assert_eq!(affected(monthly).await.stopped, 4);
    let asked = Limits {
        requests_per_hour: Some(1),
        tokens_per_day: None,
        ..now
    };
    assert_eq!(affected(asked).await.stopped, 4);
    let at_once = Limits {
        at_once: Some(0),
        ..now
    };
    assert_eq!(
        affected(at_once).await.stopped,
        4,
        "who may have no answer is stopped"
    );
    let suspended = Status::Suspended;
    assert!(store.set_status(dora, suspended, None, NOW).await.unwrap());
    let left = affected(lower(100)).await;
    assert_eq!(
        (left.people, left.stopped),
        (4, 1),
        "who is out already is not stopped"
    );
    assert_eq!(
        store
            .affected(TierId::PRO, &daily(0), NOW)
            .await
            .unwrap()
            .people,
        0
    );
}
