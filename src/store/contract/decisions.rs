//! Decisions about texts.

use super::given::{NOW, S, later, person};
use crate::store::{Decided, Decision, DecisionFilter, DecisionPage, DecisionPlace, DecisionTurn};
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
        categories: Vec::new(),
        scores: scores.into_iter().collect(),
        decided_at: NOW,
    }
}

pub(crate) async fn decisions_come_back_as_they_were(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let kept = Decision {
        text: Some("the text".into()),
        categories: vec![Category::SelfHarmIntent, Category::Own("a \"b\"".into())],
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

fn place(decision: &Decision) -> DecisionPlace {
    DecisionPlace {
        at: decision.decided_at,
        id: decision.id,
    }
}

fn ids(page: &DecisionPage) -> Vec<DecisionId> {
    page.decisions.iter().map(|one| one.decision.id).collect()
}

/// Thirty at ten times, so that several have the same; oldest first.
async fn thirty(store: &S, accounts: &[AccountId]) -> Vec<Decision> {
    let verdicts = Verdict::ALL.iter().cycle();
    let accounts = accounts.iter().cycle();
    let mut decisions: Vec<_> = verdicts
        .zip(accounts)
        .zip(0..30)
        .map(|((verdict, account), number)| Decision {
            categories: match verdict {
                Verdict::Flagged => vec![Category::Hate],
                Verdict::Blocked => vec![Category::Hate, Category::Own("tickets".into())],
                _ => Vec::new(),
            },
            decided_at: later(number / 3),
            ..decision(*account, *verdict)
        })
        .collect();
    store.record_decisions(&decisions).await.unwrap();
    decisions.sort_by_key(|one| (one.decided_at, one.id));
    decisions
}

pub(crate) async fn pages_of_the_moderation_log_hold_each_decision_once(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let mut all = thirty(&store, &[ada]).await;
    all.reverse();
    let filter = DecisionFilter::default();
    let (mut turn, mut seen) = (DecisionTurn::Newest, Vec::new());
    loop {
        let page = store.decisions(&filter, turn, 7).await.unwrap();
        assert_eq!(page.newer, !seen.is_empty());
        seen.extend(page.decisions.iter().map(|one| one.decision.clone()));
        let last = seen.last().unwrap();
        turn = DecisionTurn::Before(place(last));
        if !page.older {
            break;
        }
    }
    assert_eq!(seen, all);
    let back = DecisionTurn::After(place(&all[14]));
    let page = store.decisions(&filter, back, 7).await.unwrap();
    let expected: Vec<_> = all[7..14].iter().map(|one| one.id).collect();
    assert_eq!((ids(&page), page.newer, page.older), (expected, true, true));
    assert_eq!(page.decisions[0].email.as_str(), "ada@example.org");
}

pub(crate) async fn decisions_are_found_by_what_they_have_in_common(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let mut all = thirty(&store, &[ada, grace, grace]).await;
    all.reverse();
    let none = DecisionFilter::default();
    let tickets = Category::Own("tickets".into());
    let filters = [
        DecisionFilter {
            verdict: Some(Verdict::Blocked),
            ..none.clone()
        },
        DecisionFilter {
            account: Some(grace),
            ..none.clone()
        },
        DecisionFilter {
            since: Some(later(8)),
            ..none.clone()
        },
        DecisionFilter {
            category: Some(tickets.clone()),
            ..none.clone()
        },
        DecisionFilter {
            category: Some(Category::Hate),
            account: Some(ada),
            ..none.clone()
        },
        DecisionFilter {
            verdict: Some(Verdict::Flagged),
            category: Some(Category::Hate),
            account: Some(grace),
            since: Some(later(3)),
        },
        DecisionFilter {
            verdict: Some(Verdict::Passed),
            category: Some(Category::Hate),
            ..none
        },
    ];
    for filter in filters {
        let DecisionFilter {
            verdict,
            category,
            account,
            since,
        } = &filter;
        let wanted = all.iter().filter(|one| {
            verdict.is_none_or(|verdict| one.verdict == verdict)
                && category
                    .as_ref()
                    .is_none_or(|category| one.categories.contains(category))
                && account.is_none_or(|account| one.account == account)
                && since.is_none_or(|since| one.decided_at >= since)
        });
        let wanted: Vec<_> = wanted.map(|one| one.id).collect();
        let page = store
            .decisions(&filter, DecisionTurn::Newest, 50)
            .await
            .unwrap();
        assert_eq!(ids(&page), wanted, "{filter:?}");
    }
}

pub(crate) async fn decisions_are_counted_by_day(store: S) {
    let ada = person(&store, "ada@example.org").await;
    thirty(&store, &[ada]).await;
    let tomorrow = later(86_400);
    let late = Decision {
        decided_at: tomorrow,
        categories: vec![Category::Hate],
        ..decision(ada, Verdict::Blocked)
    };
    store.record_decisions(&[late]).await.unwrap();
    let all = store.decided_since(NOW).await.unwrap();
    assert_eq!((all.of(Verdict::Blocked), all.of(Verdict::Passed)), (7, 6));
    assert_eq!(all.by(&Category::Hate, Verdict::Blocked), 7);
    assert_eq!(
        all.by(&Category::Own("tickets".into()), Verdict::Blocked),
        6
    );
    assert_eq!(all.by(&Category::Hate, Verdict::Passed), 0);
    let since_tomorrow = store.decided_since(tomorrow).await.unwrap();
    let expected = Decided {
        by_verdict: vec![(Verdict::Blocked, 1)],
        by_category: vec![(Category::Hate, Verdict::Blocked, 1)],
    };
    assert_eq!(since_tomorrow, expected);
}
