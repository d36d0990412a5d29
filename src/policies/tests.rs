use super::*;
use crate::testing::{House, house, open};
use crate::types::{AccountId, LlmName, Role, TierId};

fn admin(house: &House) -> Admin {
    let mut account = house.caller.account().clone();
    account.role = Role::Admin;
    let caller = crate::gateway::Caller::new(account).unwrap();
    caller.into_admin().unwrap()
}

fn redaction(pattern: &str) -> serde_json::Value {
    serde_json::json!({ "patterns": [{ "name": "ticket", "pattern": pattern }] })
}

async fn said(house: &House, llm: &str) -> Result<String> {
    use crate::gateway::{CacheUse, Call};
    use crate::provider::{Message, Options};
    let call = Call {
        id: crate::types::CallId::new(),
        purpose: crate::types::Purpose::Chat,
        answer: None,
        cache: CacheUse::Full,
        llm: LlmName(llm.into()),
        messages: vec![Message::person("TCK-123456 please")],
        max_tokens: 50,
        at_least: None,
        options: Options::default(),
    };
    let answer = house.tollgate.gateway.ask(&house.caller, call).await?;
    answer.collect().await.map(|(text, _)| text)
}

#[tokio::test]
async fn what_is_set_counts_for_the_next_call_and_after_a_start() {
    let house = house().await;
    let admin = admin(&house);
    assert!(said(&house, "echo").await.unwrap().contains("TCK-123456"));
    let policies = &house.tollgate.policies;
    let set = redaction("TCK-[0-9]{6}");
    policies
        .set(&admin, Section::Redaction, 0, Some(&set))
        .await
        .unwrap();
    // Also what was kept is another answer now.
    assert!(said(&house, "echo").await.unwrap().contains("[REDACTED]"));
    let again = open(&house.provider, &house.dir).await;
    let mut names = again
        .policies
        .now()
        .redaction
        .names()
        .map(str::to_owned)
        .collect::<Vec<_>>();
    assert_eq!(names.pop().as_deref(), Some("ticket"));
    policies
        .set::<()>(&admin, Section::Redaction, 1, None)
        .await
        .unwrap();
    assert!(said(&house, "echo").await.unwrap().contains("TCK-123456"));
    let history = policies.history(&admin, &Section::Redaction).await.unwrap();
    assert_eq!(history.len(), 2);
}

#[tokio::test]
async fn what_is_wrong_or_was_changed_by_another_changes_nothing() {
    let house = house().await;
    let admin = admin(&house);
    let policies = &house.tollgate.policies;
    let wrong = redaction("(");
    let set = policies.set(&admin, Section::Redaction, 0, Some(&wrong));
    let error = set.await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Invalid {
                field: "section",
                ..
            }
        ),
        "{error}"
    );
    let none = policies.of(&admin, &Section::Redaction).await.unwrap();
    assert_eq!(none, None);
    let good = redaction("TCK-[0-9]{6}");
    let stale = policies.set(&admin, Section::Redaction, 3, Some(&good));
    assert!(matches!(stale.await.unwrap_err(), Error::Stale));
    assert!(said(&house, "echo").await.unwrap().contains("TCK-123456"));
}

#[tokio::test]
async fn a_tier_may_be_refused_what_others_may_ask() {
    let house = house().await;
    let admin = admin(&house);
    let policies = &house.tollgate.policies;
    let rule = serde_json::json!({
        "rules": [{ "category": "tickets", "patterns": ["TCK-[0-9]+"] }],
        "categories": { "tickets": { "action": "flag" } },
    });
    let section = Section::Moderation;
    policies.set(&admin, section, 0, Some(&rule)).await.unwrap();
    said(&house, "echo").await.unwrap();
    let block = serde_json::json!({ "categories": { "tickets": { "action": "block" } } });
    for (tier, refused) in [
        (TierId::ENTERPRISE, false),
        (tier_of(&house, house.caller.id()).await, true),
    ] {
        let section = Section::TierModeration(tier);
        policies
            .set(&admin, section, 0, Some(&block))
            .await
            .unwrap();
        let said = said(&house, "echo").await;
        assert_eq!(matches!(said, Err(Error::ContentPolicy { .. })), refused);
    }
}

async fn tier_of(house: &House, account: AccountId) -> TierId {
    house
        .tollgate
        .store
        .tier_of(account)
        .await
        .unwrap()
        .unwrap()
        .id
}
