//! Keys of programs.

use super::given::{NOW, S, account, later, person};
use crate::store::{KeyTerms, NewKey};
use crate::types::{AccountId, KeyId, Limits, LlmName, Role, Status};

async fn key(store: &S, account: AccountId, name: &str, secret: u8) -> Option<KeyId> {
    let id = KeyId::new();
    let new = NewKey {
        id,
        account,
        name: name.into(),
        secret_hash: [secret; 32],
        terms: KeyTerms::default(),
        created_at: later(i64::from(secret)),
    };
    store.create_key(&new).await.unwrap().then_some(id)
}

pub(crate) async fn a_key_is_found_with_its_account_until_it_is_revoked(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let id = key(&store, ada, "laptop", 1).await.unwrap();
    let known = store.key(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(known.id, id);
    assert_eq!(Some(known.account), store.account(ada).await.unwrap());
    assert_eq!(store.key(&[2; 32]).await.unwrap(), None);

    assert!(store.revoke_key(ada, id, later(9)).await.unwrap());
    assert_eq!(store.key(&[1; 32]).await.unwrap(), None);
    assert_eq!(store.keys_of(ada).await.unwrap(), []);
    assert!(!store.revoke_key(ada, id, later(10)).await.unwrap());
}

pub(crate) async fn a_name_stands_for_one_key_of_an_account_at_a_time(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let first = key(&store, ada, "laptop", 1).await.unwrap();
    assert_eq!(key(&store, ada, "laptop", 2).await, None);
    assert!(key(&store, grace, "laptop", 3).await.is_some());
    let second = key(&store, ada, "server", 4).await.unwrap();
    assert_eq!(store.key(&[2; 32]).await.unwrap(), None);

    let keys = store.keys_of(ada).await.unwrap();
    let listed: Vec<_> = keys.iter().map(|key| (key.id, key.name.as_str())).collect();
    assert_eq!(listed, [(first, "laptop"), (second, "server")]);
    assert!(store.revoke_key(ada, first, NOW).await.unwrap());
    assert!(key(&store, ada, "laptop", 5).await.is_some());
}

pub(crate) async fn a_foreign_key_cannot_be_revoked(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let id = key(&store, ada, "laptop", 1).await.unwrap();
    assert!(!store.revoke_key(grace, id, NOW).await.unwrap());
    assert!(store.key(&[1; 32]).await.unwrap().is_some());
}

pub(crate) async fn the_key_of_a_suspended_account_says_so(store: S) {
    account(&store, "root@example.org", Role::Admin).await;
    let ada = person(&store, "ada@example.org").await;
    key(&store, ada, "laptop", 1).await.unwrap();
    assert!(
        store
            .set_status(ada, Status::Suspended, None, NOW)
            .await
            .unwrap()
    );
    let known = store.key(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(known.account.status, Status::Suspended);
}

pub(crate) async fn the_last_use_only_moves_forward_and_is_a_sign_of_life(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let id = key(&store, ada, "laptop", 1).await.unwrap();
    for (used, kept) in [(20, 20), (10, 20), (30, 30)] {
        store.use_key(id, later(used)).await.unwrap();
        let known = store.key(&[1; 32]).await.unwrap().unwrap();
        assert_eq!(known.last_used_at, Some(later(kept)));
    }
    let keys = store.keys_of(ada).await.unwrap();
    assert_eq!(keys[0].last_used_at, Some(later(30)));
    let seen = store.accounts().await.unwrap()[0].last_seen_at;
    assert_eq!(seen, Some(later(30)));
}

pub(crate) async fn what_a_key_opens_is_changed_by_its_holder_who_saw_it_last(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let id = key(&store, ada, "laptop", 1).await.unwrap();
    let terms = KeyTerms {
        expires_at: Some(later(60)),
        limits: Limits {
            at_once: Some(2),
            ..Limits::default()
        },
        llms: Some(vec![LlmName("small".into())]),
    };
    let change = async |account, version| {
        let changed = store.change_key(account, id, version, &terms).await;
        changed.unwrap()
    };
    assert!(!change(grace, 1).await);
    assert!(change(ada, 1).await);
    assert!(!change(ada, 1).await, "somebody else was faster");
    let kept = store.keys_of(ada).await.unwrap().remove(0);
    assert_eq!((kept.version, &kept.terms), (2, &terms));
    let known = store.key(&[1; 32]).await.unwrap().unwrap();
    assert_eq!(known.expires_at, terms.expires_at);
    assert_eq!(known.llms.as_deref(), terms.llms.as_deref());
    assert!(store.revoke_key(ada, id, NOW).await.unwrap());
    assert!(!change(ada, 2).await);
}
