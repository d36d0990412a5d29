//! What every keeper of what may be lost must do. [`contract!`] makes a test of each of these functions for
//! one implementation.

use super::Ephemeral;
use bytes::Bytes;
use std::sync::Arc;
use std::time::{Duration, Instant};

type E = Arc<dyn Ephemeral>;

/// Runs the contract on what `$open` gives: an async function that makes an empty one, and a guard to keep
/// while it is used; or nothing, where there is none to be had.
macro_rules! contract {
    ($open:ident) => {
        $crate::ephemeral::contract::contract!($open:
            what_was_put_is_got_and_nothing_else
            a_later_value_takes_the_place_of_an_earlier_one
            what_was_removed_is_gone
            all_that_begin_so_are_removed_and_no_others
            a_value_stays_no_longer_than_it_may
            values_are_bytes_of_any_kind
            many_at_once_do_not_mix
        );
    };
    ($open:ident: $($name:ident)+) => {
        mod contract {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some((ephemeral, _guard)) = super::$open().await {
                        $crate::ephemeral::contract::$name(ephemeral).await;
                    }
                }
            )+
        }
    };
}
pub(super) use contract;

const HOUR: Duration = Duration::from_secs(3_600);

pub(super) async fn what_was_put_is_got_and_nothing_else(kept: E) {
    assert_eq!(kept.get("a").await, None);
    kept.put("a", "1".into(), HOUR).await;
    assert_eq!(kept.get("a").await, Some("1".into()));
    assert_eq!(kept.get("a ").await, None);
    assert_eq!(kept.get("").await, None);
}

pub(super) async fn a_later_value_takes_the_place_of_an_earlier_one(kept: E) {
    kept.put("a", "1".into(), Duration::from_millis(50)).await;
    kept.put("a", "2".into(), HOUR).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(kept.get("a").await, Some("2".into()));
}

pub(super) async fn all_that_begin_so_are_removed_and_no_others(kept: E) {
    for number in 0..2_500 {
        kept.put(&format!("answer:{number}"), "1".into(), HOUR)
            .await;
    }
    kept.put("answers", "2".into(), HOUR).await;
    kept.remove_all("answer:").await;
    for number in [0, 1_000, 2_499] {
        assert_eq!(kept.get(&format!("answer:{number}")).await, None);
    }
    assert_eq!(kept.get("answers").await, Some("2".into()));
    kept.remove_all("answer:").await;
}

pub(super) async fn what_was_removed_is_gone(kept: E) {
    kept.put("a", "1".into(), HOUR).await;
    kept.put("b", "2".into(), HOUR).await;
    kept.remove("a").await;
    kept.remove("a").await;
    assert_eq!(kept.get("a").await, None);
    assert_eq!(kept.get("b").await, Some("2".into()));
}

pub(super) async fn a_value_stays_no_longer_than_it_may(kept: E) {
    kept.put("never", "1".into(), Duration::ZERO).await;
    assert_eq!(kept.get("never").await, None);
    let (since, ttl) = (Instant::now(), Duration::from_millis(300));
    kept.put("a", "1".into(), ttl).await;
    while kept.get("a").await.is_some() {
        assert!(since.elapsed() < 10 * ttl);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(since.elapsed() > ttl / 2, "{:?}", since.elapsed());
}

pub(super) async fn values_are_bytes_of_any_kind(kept: E) {
    let all: Bytes = (0..=255).collect::<Vec<u8>>().into();
    for value in [Bytes::new(), all.clone(), all.repeat(200).into()] {
        kept.put("ä \r\n\0", value.clone(), HOUR).await;
        assert_eq!(kept.get("ä \r\n\0").await, Some(value));
    }
}

pub(super) async fn many_at_once_do_not_mix(kept: E) {
    let tasks = (0..200_u32).map(|n| {
        let kept = kept.clone();
        tokio::spawn(async move {
            let (key, value) = (format!("key {n}"), Bytes::from(format!("value {n}")));
            kept.put(&key, value.clone(), HOUR).await;
            assert_eq!(kept.get(&key).await, Some(value), "{key}");
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
}
