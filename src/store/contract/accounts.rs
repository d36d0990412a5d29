//! Accounts and the links that make them.

use super::given::{NOW, S, account, email, invite, later, new_account, person};
use crate::store::SessionRecord;
use crate::types::{AccountId, AuditFilter, AuditPlace, AuditWhat, Role, Status, TierId};

fn session(account: AccountId) -> SessionRecord {
    SessionRecord {
        id_hash: [1; 32],
        account: Some(account),
        data: "{}".into(),
        created_at: later(5),
        expires_at: later(60),
    }
}

pub(crate) async fn an_account_is_found_by_its_id_and_its_address(store: S) {
    assert!(!store.any_account().await.unwrap());
    let id = account(&store, "ada@example.org", Role::Admin).await;
    assert!(store.any_account().await.unwrap());

    let found = store.account(id).await.unwrap().unwrap();
    assert_eq!((found.id, found.role), (id, Role::Admin));
    assert_eq!((found.status, found.epoch), (Status::Active, 0));
    assert_eq!((found.name.as_str(), found.created_at), ("ada", NOW));
    let by_address = store.credentials(&found.email).await.unwrap().unwrap();
    assert_eq!(by_address.account, found);
    assert_eq!(by_address.password_hash, "first hash");
    let by_id = store.credentials_of(id).await.unwrap().unwrap();
    assert_eq!(by_id.account, found);

    assert_eq!(store.account(AccountId::new()).await.unwrap(), None);
    let nobody = store.credentials(&email("nobody@example.org")).await;
    assert!(nobody.unwrap().is_none());
}

pub(crate) async fn an_address_is_taken_once(store: S) {
    let id = person(&store, "ada@example.org").await;
    let second = new_account("ada@example.org", Role::Admin);
    assert!(!store.create_account(second).await.unwrap());
    let kept = store.credentials(&email("ada@example.org")).await.unwrap();
    assert_eq!(kept.unwrap().account.id, id);
}

pub(crate) async fn who_signs_up_is_a_person_of_the_first_tier_and_nobody_changed_anything(
    store: S,
) {
    let new = new_account("eve@example.org", Role::Person);
    let id = new.id;
    assert!(store.sign_up(new).await.unwrap());
    let again = new_account("eve@example.org", Role::Person);
    assert!(!store.sign_up(again).await.unwrap());
    let eve = store.account(id).await.unwrap().unwrap();
    assert_eq!((eve.role, eve.tier), (Role::Person, TierId::FREE));
    let log = store.audit(AuditFilter::default(), AuditPlace::Newest, 9);
    assert_eq!(log.await.unwrap().entries, []);
}

pub(crate) async fn a_new_password_ends_all_sessions(store: S) {
    let id = person(&store, "ada@example.org").await;
    assert!(store.create_session(&session(id)).await.unwrap());
    assert_eq!(store.set_password(id, "second hash").await.unwrap(), 1);
    let credentials = store.credentials_of(id).await.unwrap().unwrap();
    assert_eq!(credentials.account.epoch, 1);
    assert_eq!(credentials.password_hash, "second hash");
    assert_eq!(store.session(&[1; 32], NOW).await.unwrap(), None);
}

pub(crate) async fn a_stronger_hash_of_the_same_password_ends_nothing(store: S) {
    let id = person(&store, "ada@example.org").await;
    assert!(store.create_session(&session(id)).await.unwrap());
    let old = store.credentials_of(id).await.unwrap().unwrap();
    let old = old.password_hash;
    store.rehash_password(id, &old, "stronger").await.unwrap();
    let credentials = store.credentials_of(id).await.unwrap().unwrap();
    assert_eq!(credentials.account.epoch, 0);
    assert_eq!(credentials.password_hash, "stronger");
    assert!(store.session(&[1; 32], NOW).await.unwrap().is_some());

    // Whoever comes late, with the hash of a password that was changed, brings the old one not back.
    store.set_password(id, "another password").await.unwrap();
    store.rehash_password(id, "stronger", "late").await.unwrap();
    let credentials = store.credentials_of(id).await.unwrap().unwrap();
    assert_eq!(credentials.password_hash, "another password");
}

pub(crate) async fn suspension_ends_sessions_and_voids_links(store: S) {
    account(&store, "ada@example.org", Role::Admin).await;
    let id = account(&store, "grace@example.org", Role::Admin).await;
    assert!(store.create_session(&session(id)).await.unwrap());
    let link = invite(9, Role::Admin, Some(id));
    store.create_invite(link).await.unwrap();

    assert!(
        store
            .set_status(id, Status::Suspended, None, NOW)
            .await
            .unwrap()
    );
    assert!(
        store
            .set_status(id, Status::Suspended, None, NOW)
            .await
            .unwrap()
    );
    let suspended = store.account(id).await.unwrap().unwrap();
    assert_eq!((suspended.status, suspended.epoch), (Status::Suspended, 1));
    assert_eq!(store.session(&[1; 32], NOW).await.unwrap(), None);
    assert_eq!(store.invite(&[9; 32], NOW).await.unwrap(), None);

    assert!(
        store
            .set_status(id, Status::Active, None, NOW)
            .await
            .unwrap()
    );
    let open = store.account(id).await.unwrap().unwrap();
    assert_eq!((open.status, open.epoch), (Status::Active, 1));
    let nobody = AccountId::new();
    assert!(
        !store
            .set_status(nobody, Status::Active, None, NOW)
            .await
            .unwrap()
    );
    assert!(
        !store
            .set_status(nobody, Status::Suspended, None, NOW)
            .await
            .unwrap()
    );
}

pub(crate) async fn the_last_active_admin_cannot_be_suspended(store: S) {
    let ada = account(&store, "ada@example.org", Role::Admin).await;
    let grace = account(&store, "grace@example.org", Role::Admin).await;
    person(&store, "alan@example.org").await;
    let both = [ada, grace].map(|id| {
        let store = store.clone();
        tokio::spawn(async move {
            store
                .set_status(id, Status::Suspended, None, NOW)
                .await
                .unwrap()
        })
    });
    let mut done = 0;
    for task in both {
        done += u32::from(task.await.unwrap());
    }
    assert_eq!(done, 1);
    let active = store.accounts().await.unwrap();
    let admins = active.iter().filter(|a| {
        a.account.role == Role::Admin && a.account.status == Status::Active && a.account.epoch == 0
    });
    assert_eq!(admins.count(), 1);
}

pub(crate) async fn a_role_is_given_and_taken_but_not_from_the_last_active_admin(store: S) {
    let ada = account(&store, "ada@example.org", Role::Admin).await;
    let grace = account(&store, "grace@example.org", Role::Person).await;
    let set = |id, role| store.set_role(id, role, Some(ada), NOW);
    assert!(!set(ada, Role::Person).await.unwrap(), "the last one");
    assert!(!set(AccountId::new(), Role::Admin).await.unwrap());
    assert!(set(grace, Role::Admin).await.unwrap());
    store
        .create_invite(invite(9, Role::Admin, Some(grace)))
        .await
        .unwrap();
    assert!(set(grace, Role::Person).await.unwrap());
    assert_eq!(store.invite(&[9; 32], NOW).await.unwrap(), None);
    let role = store.account(grace).await.unwrap().unwrap().role;
    assert_eq!(role, Role::Person);
    let filter = AuditFilter {
        what: Some(AuditWhat::AccountRole),
        ..AuditFilter::default()
    };
    let log = store.audit(filter, AuditPlace::Newest, 9).await.unwrap();
    let said: Vec<_> = log
        .entries
        .into_iter()
        .map(|e| (e.before, e.after))
        .collect();
    let (person, admin) = (Some("person".to_owned()), Some("admin".to_owned()));
    assert_eq!(
        said,
        [(admin.clone(), person.clone()), (person, admin)],
        "what was refused leaves no row"
    );
}

pub(crate) async fn accounts_are_listed_oldest_first_with_their_last_sign_of_life(store: S) {
    let mut young = new_account("young@example.org", Role::Person);
    young.created_at = later(1);
    let young_id = young.id;
    assert!(store.create_account(young).await.unwrap());
    let old = person(&store, "old@example.org").await;
    assert!(store.create_session(&session(old)).await.unwrap());

    let list = store.accounts().await.unwrap();
    let ids: Vec<_> = list
        .iter()
        .map(|a| (a.account.id, a.last_seen_at))
        .collect();
    assert_eq!(ids, [(old, Some(later(5))), (young_id, None)]);
}

pub(crate) async fn a_link_makes_one_account_with_its_role(store: S) {
    let admin = account(&store, "ada@example.org", Role::Admin).await;
    let link = invite(1, Role::Admin, Some(admin));
    store.create_invite(link).await.unwrap();
    let seen = store.invite(&[1; 32], NOW).await.unwrap();
    assert_eq!(seen, Some((Role::Admin, Some(email("grace@example.org")))));

    // Whatever role is asked for, the link decides.
    let new = new_account("g.hopper@example.org", Role::Person);
    let id = new.id;
    let redeemed = store.redeem_invite(&[1; 32], new).await.unwrap();
    assert_eq!(redeemed, Some(true));
    let made = store.account(id).await.unwrap().unwrap();
    assert_eq!(made.role, Role::Admin);

    assert_eq!(store.invite(&[1; 32], NOW).await.unwrap(), None);
    let late = new_account("late@example.org", Role::Person);
    assert_eq!(store.redeem_invite(&[1; 32], late).await.unwrap(), None);
    let unknown = new_account("late@example.org", Role::Person);
    assert_eq!(store.redeem_invite(&[2; 32], unknown).await.unwrap(), None);
}

pub(crate) async fn a_link_ends_when_it_expires(store: S) {
    let admin = account(&store, "ada@example.org", Role::Admin).await;
    let link = invite(1, Role::Person, Some(admin));
    store.create_invite(link).await.unwrap();
    assert!(store.invite(&[1; 32], later(59)).await.unwrap().is_some());
    assert_eq!(store.invite(&[1; 32], later(60)).await.unwrap(), None);
    let mut late = new_account("late@example.org", Role::Person);
    late.created_at = later(60);
    assert_eq!(store.redeem_invite(&[1; 32], late).await.unwrap(), None);
}

pub(crate) async fn a_taken_address_leaves_the_link_good(store: S) {
    let admin = account(&store, "ada@example.org", Role::Admin).await;
    let link = invite(1, Role::Person, Some(admin));
    store.create_invite(link).await.unwrap();
    let taken = new_account("ada@example.org", Role::Person);
    let answer = store.redeem_invite(&[1; 32], taken).await.unwrap();
    assert_eq!(answer, Some(false));
    let free = new_account("grace@example.org", Role::Person);
    let answer = store.redeem_invite(&[1; 32], free).await.unwrap();
    assert_eq!(answer, Some(true));
}

pub(crate) async fn of_many_who_hold_one_link_one_gets_the_account(store: S) {
    let link = invite(1, Role::Admin, None);
    store.create_invite(link).await.unwrap();
    let many: Vec<_> = (0..16)
        .map(|n| {
            let store = store.clone();
            let new = new_account(&format!("p{n}@example.org"), Role::Person);
            tokio::spawn(async move { store.redeem_invite(&[1; 32], new).await.unwrap() })
        })
        .collect();
    let mut made = 0;
    for one in many {
        made += u32::from(one.await.unwrap() == Some(true));
    }
    assert_eq!(made, 1);
    assert_eq!(store.accounts().await.unwrap().len(), 1);
}

pub(crate) async fn a_new_set_up_link_replaces_the_one_before(store: S) {
    for secret in [1, 2] {
        let link = invite(secret, Role::Admin, None);
        store.create_invite(link).await.unwrap();
    }
    assert_eq!(store.invite(&[1; 32], NOW).await.unwrap(), None);
    assert!(store.invite(&[2; 32], NOW).await.unwrap().is_some());
}

pub(crate) async fn the_set_up_link_works_only_while_there_is_no_account(store: S) {
    let link = invite(1, Role::Admin, None);
    store.create_invite(link).await.unwrap();
    account(&store, "ada@example.org", Role::Admin).await;
    assert_eq!(store.invite(&[1; 32], NOW).await.unwrap(), None);
    let late = new_account("late@example.org", Role::Admin);
    assert_eq!(store.redeem_invite(&[1; 32], late).await.unwrap(), None);
}
