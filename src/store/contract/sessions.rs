//! Sessions.

use super::given::{NOW, S, later, person};
use crate::store::SessionRecord;
use crate::types::AccountId;

fn session(id: u8, account: Option<AccountId>) -> SessionRecord {
    SessionRecord {
        id_hash: [id; 32],
        account,
        data: r#"{"epoch":0}"#.into(),
        created_at: NOW,
        expires_at: later(60),
    }
}

pub(crate) async fn a_session_is_kept_until_it_expires(store: S) {
    let kept = session(1, None);
    assert!(store.create_session(&kept).await.unwrap());
    let found = store.session(&[1; 32], later(59)).await.unwrap();
    assert_eq!(found, Some(kept));
    assert_eq!(store.session(&[1; 32], later(60)).await.unwrap(), None);
    assert_eq!(store.session(&[2; 32], NOW).await.unwrap(), None);
    store.delete_session(&[1; 32]).await.unwrap();
    store.delete_session(&[1; 32]).await.unwrap();
    assert_eq!(store.session(&[1; 32], NOW).await.unwrap(), None);
}

pub(crate) async fn a_session_id_is_taken_once(store: S) {
    let first = session(1, None);
    assert!(store.create_session(&first).await.unwrap());
    let mut second = session(1, None);
    second.data = "other".into();
    assert!(!store.create_session(&second).await.unwrap());
    let found = store.session(&[1; 32], NOW).await.unwrap();
    assert_eq!(found, Some(first));
}

pub(crate) async fn saving_replaces_all_but_the_beginning(store: S) {
    let ada = person(&store, "ada@example.org").await;
    assert!(store.create_session(&session(1, None)).await.unwrap());
    let saved = SessionRecord {
        data: "other".into(),
        created_at: later(10),
        expires_at: later(90),
        ..session(1, Some(ada))
    };
    assert!(store.save_session(&saved).await.unwrap());
    let expected = SessionRecord {
        created_at: NOW,
        ..saved
    };
    let found = store.session(&[1; 32], later(80)).await.unwrap();
    assert_eq!(found, Some(expected));
}

pub(crate) async fn a_session_that_has_ended_is_not_saved(store: S) {
    let ended = session(1, None);
    assert!(store.create_session(&ended).await.unwrap());
    store.delete_session(&ended.id_hash).await.unwrap();
    assert!(!store.save_session(&ended).await.unwrap());
    assert_eq!(store.session(&ended.id_hash, NOW).await.unwrap(), None);

    assert!(store.create_session(&session(2, None)).await.unwrap());
    let late = SessionRecord {
        created_at: later(60),
        expires_at: later(120),
        ..session(2, None)
    };
    assert!(!store.save_session(&late).await.unwrap());
    assert_eq!(store.session(&[2; 32], later(60)).await.unwrap(), None);
}

pub(crate) async fn expired_sessions_are_forgotten_and_counted(store: S) {
    for id in 1..=3 {
        let mut one = session(id, None);
        one.expires_at = later(i64::from(id) * 10);
        assert!(store.create_session(&one).await.unwrap());
    }
    let forgotten = store.delete_expired_sessions(later(20)).await.unwrap();
    assert_eq!(forgotten, 2);
    assert!(store.session(&[3; 32], NOW).await.unwrap().is_some());
}

pub(crate) async fn the_sessions_of_an_account_are_its_own_newest_first(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let old = session(1, Some(ada));
    let mut young = session(2, Some(ada));
    young.created_at = later(1);
    let mut expired = session(3, Some(ada));
    expired.expires_at = later(1);
    for one in [
        &old,
        &young,
        &expired,
        &session(4, Some(grace)),
        &session(5, None),
    ] {
        assert!(store.create_session(one).await.unwrap());
    }
    let found = store.sessions_of(ada, later(1)).await.unwrap();
    assert_eq!(found, [young, old]);
}
