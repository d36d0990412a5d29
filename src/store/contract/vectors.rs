//! Vectors that are known.

use super::given::{S, person};
use crate::store::{KeptVector, VectorSpace};
use crate::types::{AccountId, Timestamp};

const SOON: Timestamp = Timestamp(1_000);
const LATER: Timestamp = Timestamp(2_000);
const ROOM: u64 = 1 << 20;

fn space(account: AccountId) -> VectorSpace {
    VectorSpace {
        account,
        model: "lab/m".into(),
        dimensions: None,
    }
}

fn kept(number: u8) -> KeptVector {
    KeptVector {
        text: [number; 32],
        vector: vec![f32::from(number), -0.1, f32::MIN_POSITIVE],
        tokens: u64::from(number),
    }
}

async fn known(store: &S, space: &VectorSpace, texts: &[u8], now: i64) -> Vec<KeptVector> {
    let hashes: Vec<_> = texts.iter().map(|number| [*number; 32]).collect();
    let found = store.vectors(space, &hashes, Timestamp(now)).await;
    let mut found = found.unwrap();
    found.sort_by_key(|kept| kept.text);
    found
}

pub(crate) async fn a_vector_is_found_as_it_was_until_it_expires(store: S) {
    let space = space(person(&store, "ada@example.org").await);
    store
        .keep_vectors(&space, &[kept(1), kept(2)], SOON, ROOM)
        .await
        .unwrap();
    assert_eq!(
        known(&store, &space, &[1, 2, 3], 999).await,
        [kept(1), kept(2)]
    );
    assert_eq!(known(&store, &space, &[], 999).await, []);
    assert_eq!(known(&store, &space, &[1], 1_000).await, []);
    // Kept again, it is another and stays longer.
    let other = KeptVector {
        vector: vec![0.5; 7],
        ..kept(1)
    };
    store
        .keep_vectors(&space, std::slice::from_ref(&other), LATER, ROOM)
        .await
        .unwrap();
    assert_eq!(store.delete_expired_vectors(SOON).await.unwrap(), 1);
    assert_eq!(known(&store, &space, &[1, 2], 999).await, [other]);
}

pub(crate) async fn a_vector_is_known_in_its_own_space_only(store: S) {
    let ada = space(person(&store, "ada@example.org").await);
    let grace = space(person(&store, "grace@example.org").await);
    store
        .keep_vectors(&ada, &[kept(1)], SOON, ROOM)
        .await
        .unwrap();
    let other = VectorSpace {
        model: "lab/n".into(),
        ..ada.clone()
    };
    let shorter = VectorSpace {
        dimensions: Some(3),
        ..ada.clone()
    };
    for space in [grace, other, shorter] {
        assert_eq!(known(&store, &space, &[1], 0).await, [], "{space:?}");
    }
}

pub(crate) async fn vectors_take_no_more_room_than_they_may(store: S) {
    let space = space(person(&store, "ada@example.org").await);
    let all: Vec<_> = (0..100).map(kept).collect();
    let bytes = 12 * 100;
    store.keep_vectors(&space, &all, SOON, bytes).await.unwrap();
    let texts: Vec<_> = (0..=255).collect();
    assert_eq!(known(&store, &space, &texts, 0).await.len(), 100);
    // Those that would expire first make room.
    store
        .keep_vectors(&space, &[kept(200)], LATER, bytes)
        .await
        .unwrap();
    let left = known(&store, &space, &texts, 0).await;
    assert!(
        left.len() < 100 && left.contains(&kept(200)),
        "{}",
        left.len()
    );
    // What was deleted takes no room.
    store.delete_expired_vectors(LATER).await.unwrap();
    store
        .keep_vectors(&space, &all, LATER, bytes)
        .await
        .unwrap();
    assert_eq!(known(&store, &space, &texts, 0).await.len(), 100);
}
