use super::*;
use crate::testing::{House, house};
use crate::types::{Status, Timestamp};

const ADA: &str = "ada@example.org";

fn keys(house: &House) -> &Keys {
    &house.tollgate.keys
}

async fn caller(house: &House, key: &str) -> Result<Caller> {
    keys(house).shown(key)?.caller().await
}

fn field(error: Error) -> &'static str {
    match error {
        Error::Invalid { field, .. } => field,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_key_stands_for_its_account_and_is_kept_as_a_hash_only() {
    let house = house().await;
    let key = keys(&house).create(ADA, " my  laptop ").await.unwrap();
    assert_eq!(key.len(), 46);
    let caller = caller(&house, &key).await.unwrap();
    assert_eq!(caller.id(), house.caller.id());
    let kept = house.tollgate.store.keys_of(caller.id()).await.unwrap();
    assert_eq!(kept[0].name, "my laptop");
    for file in std::fs::read_dir(house.dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let found = bytes.windows(key.len()).any(|part| part == key.as_bytes());
        assert!(!found, "the key is in the database");
    }
}

#[tokio::test]
async fn what_is_no_key_of_ours_is_refused() {
    let house = house().await;
    let key = keys(&house).create(ADA, "laptop").await.unwrap();
    let other = format!("tg_{}", "A".repeat(43));
    for bad in ["", "tg_", "sk-123", &key[1..], &key[..45], &other] {
        let refused = caller(&house, bad).await;
        assert!(matches!(refused, Err(Error::Unauthenticated)), "{bad}");
    }
}

#[tokio::test]
async fn a_key_is_made_for_an_account_that_is_there_under_a_name_of_its_own() {
    let house = house().await;
    keys(&house).create(ADA, "laptop").await.unwrap();
    let long = "a".repeat(81);
    for (email, name, wrong) in [
        ("nobody@example.org", "laptop", "email"),
        ("nobody", "laptop", "email"),
        (ADA, " ", "name"),
        (ADA, &long, "name"),
        (ADA, "laptop", "name"),
    ] {
        let refused = keys(&house).create(email, name).await;
        assert_eq!(field(refused.unwrap_err()), wrong, "{email} {name}");
    }
    assert_eq!(
        field(keys(&house).revoke(ADA, "server").await.unwrap_err()),
        "name"
    );
}

#[tokio::test]
async fn a_revoked_key_stops_within_a_second_and_is_not_asked_for_before() {
    let house = house().await;
    let key = keys(&house).create(ADA, "laptop").await.unwrap();
    caller(&house, &key).await.unwrap();
    keys(&house).revoke(ADA, "laptop").await.unwrap();
    // Found in memory: the database has said no already.
    assert!(caller(&house, &key).await.is_ok());
    house.tollgate.clock.advance_seconds(1);
    let refused = caller(&house, &key).await;
    assert!(matches!(refused, Err(Error::Unauthenticated)));
}

#[tokio::test]
async fn the_key_of_a_suspended_account_waits_until_it_is_open_again() {
    let house = house().await;
    let key = keys(&house).create(ADA, "laptop").await.unwrap();
    caller(&house, &key).await.unwrap();
    for (status, is_open) in [(Status::Suspended, false), (Status::Active, true)] {
        let set = house.tollgate.store.set_status(
            house.caller.id(),
            status,
            None,
            house.tollgate.clock.now(),
        );
        assert!(set.await.unwrap());
        house.tollgate.clock.advance_seconds(1);
        match caller(&house, &key).await {
            Ok(_) => assert!(is_open),
            Err(Error::Suspended) => assert!(!is_open),
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// Waits until the last use of the key is this.
async fn used(house: &House, at: Timestamp) {
    for _ in 0..1_000 {
        let keys = house.tollgate.store.keys_of(house.caller.id());
        if keys.await.unwrap()[0].last_used_at == Some(at) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the use was not noted");
}

#[tokio::test]
async fn the_last_use_is_noted_once_a_minute() {
    let house = house().await;
    let key = keys(&house).create(ADA, "laptop").await.unwrap();
    let clock = &house.tollgate.clock;
    let first = clock.now();
    caller(&house, &key).await.unwrap();
    used(&house, first).await;
    clock.advance_seconds(59);
    caller(&house, &key).await.unwrap();
    clock.advance_seconds(1);
    caller(&house, &key).await.unwrap();
    // The one in between would have been written first.
    used(&house, first.plus_seconds(60)).await;
}
