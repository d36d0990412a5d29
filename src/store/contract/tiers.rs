//! The models of tiers, and tiers that are changed together.

use super::given::{NOW, S, limited, open_call};
use crate::store::{Admission, Ask, OpenCall};
use crate::types::{CallId, Limits, LlmName, NewTier, Purpose, Tier, TierId};

async fn admitted(store: &S, call: &OpenCall) -> Admission {
    let ask = Ask {
        calls: vec![call.clone()],
        most_output: 0,
    };
    store.admit(&ask, NOW).await.unwrap()
}

fn only(names: &[&str]) -> Option<Vec<LlmName>> {
    Some(names.iter().map(|name| LlmName((*name).into())).collect())
}

async fn tier(store: &S, id: TierId) -> Tier {
    let tiers = store.tiers().await.unwrap();
    tiers.into_iter().find(|tier| tier.id == id).unwrap()
}

pub(crate) async fn the_models_of_a_tier_are_kept_with_its_versions(store: S) {
    let free = tier(&store, TierId::FREE).await;
    assert_eq!(free.models, None);
    for (version, models) in [(1, only(&["a", "b/c"])), (2, only(&[])), (3, None)] {
        let new = NewTier {
            models: models.clone(),
            ..free.said()
        };
        let changed = store.change_tier(free.id, version, &new, None, NOW);
        assert!(changed.await.unwrap());
        assert_eq!(tier(&store, free.id).await.models, models);
    }
    let history = store.tier_history(free.id).await.unwrap();
    let models: Vec<_> = history.into_iter().map(|one| one.tier.models).collect();
    assert_eq!(models, [None, only(&[]), only(&["a", "b/c"]), None]);
    let own = NewTier {
        name: "Own".into(),
        models: only(&["a"]),
        ..NewTier::default()
    };
    let id = TierId::new();
    assert!(store.create_tier(id, &own, None, NOW).await.unwrap());
    assert_eq!(tier(&store, id).await.said(), own);
}

pub(crate) async fn a_model_that_the_tier_does_not_open_is_refused_by_its_name(store: S) {
    let ada = limited(&store, Limits::default()).await;
    let mine = store.tier_of(ada).await.unwrap().unwrap();
    let call = open_call(ada, CallId::new());
    let closed = NewTier {
        models: only(&["another"]),
        ..mine.said()
    };
    let changed = store.change_tier(mine.id, mine.version, &closed, None, NOW);
    assert!(changed.await.unwrap());
    let refused = admitted(&store, &call).await;
    let llm = call.llm.clone();
    let tier = mine.name.clone();
    assert_eq!(refused, Admission::ClosedModel { llm, tier });
    assert_eq!(store.open_calls().await.unwrap(), []);
    // Who judges is not chosen by who is judged.
    let judged = OpenCall {
        id: CallId::new(),
        purpose: Purpose::Moderation,
        ..call.clone()
    };
    let granted = admitted(&store, &judged).await;
    assert!(matches!(granted, Admission::Granted { .. }));
    let open = NewTier {
        models: Some(vec![call.llm.clone()]),
        ..mine.said()
    };
    let changed = store.change_tier(mine.id, mine.version + 1, &open, None, NOW);
    assert!(changed.await.unwrap());
    let granted = admitted(&store, &open_call(ada, CallId::new())).await;
    assert!(matches!(granted, Admission::Granted { .. }));
}

pub(crate) async fn tiers_are_changed_together_or_not_at_all(store: S) {
    let (free, pro) = (
        tier(&store, TierId::FREE).await,
        tier(&store, TierId::PRO).await,
    );
    let closed = |tier: &Tier, version| {
        let new = NewTier {
            models: only(&["a"]),
            ..tier.said()
        };
        (tier.id, version, new)
    };
    let half = [closed(&free, free.version), closed(&pro, pro.version + 1)];
    assert!(!store.change_tiers(&half, None, NOW).await.unwrap());
    assert_eq!(tier(&store, free.id).await, free);
    let both = [closed(&free, free.version), closed(&pro, pro.version)];
    assert!(store.change_tiers(&both, None, NOW).await.unwrap());
    for id in [free.id, pro.id] {
        assert_eq!(tier(&store, id).await.models, only(&["a"]));
    }
}
