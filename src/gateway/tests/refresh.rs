//! What models the providers have, beside what is looked for there.

use super::road::{Road, first_and_second};
use crate::gateway::{Models, Refreshed};
use crate::types::{LlmName, TargetId};
use std::collections::BTreeMap;
use tollgate_scripted_provider::{Queued, Script, Step};

fn list() -> Queued {
    let kind = BTreeMap::from([("content-type".to_owned(), "application/json".to_owned())]);
    let list = r#"{"data":[{"id":"spare"},{"id":"known"},{"id":"a\u001b[2J"}]}"#;
    let script = Script::of([
        Step::Status(200),
        Step::Headers(kind),
        Step::Send(list.into()),
    ]);
    Queued::from(script).always()
}

fn target(provider: &str, model: &str) -> TargetId {
    TargetId {
        llm: LlmName("m".into()),
        provider: provider.into(),
        model: model.into(),
    }
}

#[tokio::test]
async fn each_target_is_known_there_or_not_and_nothing_is_paid_for_it() {
    let road = Road::with(&first_and_second("known", "unknown")).await;
    road.house.provider.script(list());
    let found = road.gateway.routes.refresh_models().await;
    let of = |name: &str| {
        let found = found.iter().find(|found| found.provider == name);
        found.unwrap().models.as_ref().unwrap()
    };
    let expected = Models {
        configured: vec![(target("one", "known"), true)],
        others: vec!["spare".into()],
    };
    assert_eq!(of("one"), &expected);
    let expected = Models {
        configured: vec![(target("two", "unknown"), false)],
        others: vec!["known".into(), "spare".into()],
    };
    assert_eq!(of("two"), &expected);
    let received = road.house.provider.received();
    let asked: Vec<_> = received.iter().map(|call| call.method.as_str()).collect();
    assert_eq!(asked, ["GET", "GET"]);
    let store = &road.house.tollgate.store;
    assert!(store.open_calls().await.unwrap().is_empty());
    let charges = store.charges_of(road.house.caller.id()).await.unwrap();
    assert!(charges.is_empty());
}

#[tokio::test]
async fn who_does_not_say_does_not_keep_the_others_from_it() {
    let road = Road::with(&first_and_second("known", "unknown")).await;
    let broken = Queued::from(Script::of([Step::Status(500)]));
    road.house
        .provider
        .script(broken.for_path("/one/v1/models"));
    road.house.provider.script(list());
    let found = road.gateway.routes.refresh_models().await;
    let of = |name: &str| -> &Refreshed {
        let found = found.iter().find(|found| found.provider == name);
        found.unwrap()
    };
    assert!(of("one").models.is_err());
    assert!(of("two").models.is_ok());
}
