//! Decisions about texts.

use super::given::{NOW, S, later, person};
use crate::store::Decision;
use crate::types::{AccountId, CallId, Category, DecisionId, Purpose, Score, Verdict};

fn decision(account: AccountId, verdict: Verdict) -> Decision {
    let own = Category::Own("project names, \"quoted\"".into());
    let scores = [(Category::SelfHarmIntent, 913), (own, 1_000)];
    let scores = scores.map(|(category, score)| (category, Score::thousandths(score)));
    Decision {
        id: DecisionId::new(),
        call: CallId::new(),
        account,
        purpose: Purpose::Api,
        engine: "omni-moderation-latest".into(),
        text_hash: [7; 32],
        text: None,
        verdict,
        scores: scores.into_iter().collect(),
        decided_at: NOW,
    }
}

pub(crate) async fn decisions_come_back_as_they_were(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let kept = Decision {
        text: Some("the text".into()),
        decided_at: later(9),
        ..decision(ada, Verdict::Blocked)
    };
    let first = decision(ada, Verdict::Passed);
    let hers = decision(grace, Verdict::FailedOpen);
    store
        .record_decisions(&[kept.clone(), hers.clone(), first.clone()])
        .await
        .unwrap();
    store.record_decisions(&[]).await.unwrap();
    assert_eq!(store.decisions_of(ada).await.unwrap(), [first, kept]);
    assert_eq!(store.decisions_of(grace).await.unwrap(), [hers]);
}

pub(crate) async fn decisions_are_recorded_all_or_none(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let good = decision(ada, Verdict::Flagged);
    let nobodys = decision(AccountId::new(), Verdict::Flagged);
    let recorded = store.record_decisions(&[good, nobodys]).await;
    assert!(recorded.is_err());
    assert_eq!(store.decisions_of(ada).await.unwrap(), []);
}
