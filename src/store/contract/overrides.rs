//! What admins set in the browser: versions, and who made them.

use super::given::{NOW, S, admin, later};
use crate::types::{AuditFilter, AuditPlace, AuditWhat, LlmName, Override, Section};

fn model() -> Section {
    Section::Model(LlmName("gpt-4o".into()))
}

pub(crate) async fn a_section_is_set_by_who_has_seen_its_newest_version(store: S) {
    let root = Some(admin(&store, "root@example.org").await);
    let section = Section::Redaction;
    let set = |version, document| store.set_override(&section, version, document, root, NOW);
    assert!(!set(1, Some("{}")).await.unwrap());
    assert!(set(0, Some(r#"{"off":["jwt"]}"#)).await.unwrap());
    assert!(!set(0, Some("{}")).await.unwrap());
    assert!(set(1, None).await.unwrap());
    let newest = store.overrides().await.unwrap();
    let expected = Override {
        section: section.clone(),
        version: 2,
        document: None,
        changed_at: NOW,
        changed_by: Some("root".into()),
    };
    assert_eq!(newest, [expected]);
}

pub(crate) async fn versions_of_a_section_are_kept_and_told_apart(store: S) {
    let root = Some(admin(&store, "root@example.org").await);
    let model = model();
    for (version, text) in [(0, "1"), (1, "2")] {
        let at = later(version);
        let set = store.set_override(&model, version, Some(text), root, at);
        assert!(set.await.unwrap());
    }
    let other = store.set_override(&Section::Cache, 0, Some("3"), None, later(9));
    assert!(other.await.unwrap());
    let history = store.override_history(&model).await.unwrap();
    let said: Vec<_> = history
        .iter()
        .map(|one| (one.version, one.document.as_deref(), one.changed_at))
        .collect();
    assert_eq!(said, [(2, Some("2"), later(1)), (1, Some("1"), later(0))]);
    let cache = store.override_history(&Section::Cache).await.unwrap();
    assert_eq!(cache.len(), 1);
    assert_eq!(cache[0].changed_by, None);
    let never = store.override_history(&Section::BaseLimit).await.unwrap();
    assert!(never.is_empty());
}

pub(crate) async fn what_was_set_stands_in_the_audit_log(store: S) {
    let root = Some(admin(&store, "root@example.org").await);
    let model = model();
    let set = store.set_override(&model, 0, Some("1"), root, NOW);
    assert!(set.await.unwrap());
    assert!(
        store
            .set_override(&model, 1, None, root, NOW)
            .await
            .unwrap()
    );
    let what = Some(AuditWhat::ConfigurationSet);
    let page = store
        .audit(
            AuditFilter {
                what,
                ..AuditFilter::default()
            },
            AuditPlace::Newest,
            9,
        )
        .await
        .unwrap();
    let rows: Vec<_> = page
        .entries
        .iter()
        .map(|entry| {
            assert_eq!(entry.object.as_deref(), Some("model/gpt-4o"));
            (entry.before.as_deref(), entry.after.as_deref())
        })
        .collect();
    assert_eq!(rows, [(Some("1"), None), (None, Some("1"))]);
}
