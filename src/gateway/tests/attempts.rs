//! What is tried again, what is not, what is told of it and what it costs.

use super::call;
use super::road::{Road, first_and_second, model, only, providers};
use crate::gateway::attempt::Books;
use crate::gateway::settle::Open;
use crate::testing::house;
use crate::types::{Event, Outcome, UsageSource};
use std::collections::BTreeMap;
use tollgate_scripted_provider::{Queued, Script, Step};

const SAID: &str = "You asked: say something";

fn refusal(status: u16, headers: &[(&str, &str)], body: &str) -> Script {
    let headers: BTreeMap<_, _> = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Script::of([
        Step::Status(status),
        Step::Headers(headers),
        Step::Send(body.into()),
    ])
}

#[tokio::test]
async fn what_may_pass_is_tried_again_after_a_moment() {
    for status in [408, 409, 429, 500, 502, 503, 504, 529] {
        let road = Road::with(&only("echo")).await;
        road.house.provider.script(Script::status(status));
        let (text, receipt) = road.ask().await.unwrap();
        assert_eq!((text.as_str(), receipt.tries()), (SAID, 2), "{status}");
        assert!(
            (0.5..=1.0).contains(&road.seconds()),
            "{status}: {}",
            road.seconds()
        );
    }
    for scenario in ["refuse", "empty", "reset-after-1"] {
        let road = Road::with(&only("echo")).await;
        road.house.provider.script(Script::named(scenario).unwrap());
        let answer = road.begin().await.unwrap();
        assert_eq!(answer.failed_attempts().len(), 1, "{scenario}");
        assert_eq!(answer.collect().await.unwrap().0, SAID, "{scenario}");
    }
}

#[tokio::test]
async fn what_no_provider_would_take_is_refused_at_once() {
    for status in [400, 413, 422] {
        let road = Road::with(&first_and_second(&format!("status-{status}"), "echo")).await;
        road.refused().await;
        assert_eq!((road.asked(), road.seconds()), ((1, 0), 0.0), "{status}");
    }
}

#[tokio::test]
async fn what_only_this_provider_refuses_goes_to_the_next_at_once() {
    let scenarios = [
        "status-401",
        "status-402",
        "status-403",
        "status-404",
        "quota",
        "html",
    ];
    for scenario in scenarios {
        let road = Road::with(&first_and_second(scenario, "echo")).await;
        let (_, receipt) = road.ask().await.unwrap();
        assert_eq!((road.asked(), road.seconds()), ((1, 1), 0.0), "{scenario}");
        assert_eq!(receipt.provider, "Two");
    }
    let body = r#"{"error":{"message":"too many tokens a minute","code":"rate_limit_exceeded"}}"#;
    let road = Road::with(&first_and_second("echo", "echo")).await;
    road.house.provider.script(refusal(413, &[], body));
    assert_eq!(road.ask().await.unwrap().1.provider, "Two");
}

#[tokio::test]
async fn after_two_retries_the_next_provider_is_asked_and_the_receipt_says_why() {
    let road = Road::with(&first_and_second("status-503", "echo")).await;
    let (text, receipt) = road.ask().await.unwrap();
    assert_eq!((text.as_str(), road.asked()), (SAID, (3, 1)));
    assert_eq!((receipt.provider.as_str(), receipt.tries()), ("Two", 4));
    let why = "One answered with an error (503), so Two answered instead.";
    assert_eq!(receipt.instead().as_deref(), Some(why));
    assert!((1.5..=3.0).contains(&road.seconds()), "{}", road.seconds());
    let store = &road.house.tollgate.store;
    let charges = store.charges_of(road.house.caller.id()).await.unwrap();
    let [charge] = charges.as_slice() else {
        panic!("{charges:?}");
    };
    assert_eq!(charge.receipt(), receipt);
    assert_eq!(charge.provider, "Two");
}

#[tokio::test]
async fn when_all_have_failed_the_last_one_is_named_and_nothing_is_charged() {
    let road = Road::with(&first_and_second("status-500", "status-503")).await;
    let error = road.refused().await;
    assert_eq!(
        error.to_string(),
        "Two answered with an error (503). Nothing was charged."
    );
    assert_eq!(road.asked(), (3, 3));
    let store = &road.house.tollgate.store;
    assert!(
        store
            .charges_of(road.house.caller.id())
            .await
            .unwrap()
            .is_empty()
    );
    assert!(store.open_calls().await.unwrap().is_empty());
}

const NOON: (&str, &str) = ("date", "Fri, 31 Jul 2026 12:00:00 GMT");

#[tokio::test]
async fn whoever_says_how_long_to_wait_is_believed() {
    let forms = [
        (vec![("retry-after", "3")], 3.0),
        (vec![("retry-after-ms", "1500"), ("retry-after", "7")], 1.5),
        (
            vec![NOON, ("retry-after", "Fri, 31 Jul 2026 12:00:09 GMT")],
            9.0,
        ),
    ];
    for (headers, seconds) in forms {
        let road = Road::with(&first_and_second("echo", "echo")).await;
        road.house
            .provider
            .script(refusal(429, &headers, "slow down"));
        road.ask().await.unwrap();
        assert_eq!((road.asked(), road.seconds()), ((2, 0), seconds));
    }
}

#[tokio::test]
async fn google_says_in_the_body_how_long_to_wait() {
    let house = house().await;
    let provider = format!(
        "[[providers]]\nname = \"g\"\ndialect = \"google\"\nbase_url = \"{}\"\n",
        house.provider.base_url()
    );
    let toml = provider + &model("{ provider = \"g\", model = \"echo\" }");
    let road = Road::of(house, &toml);
    let body = r#"{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"no",
        "details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"4.5s"}]}}"#;
    road.house.provider.script(refusal(429, &[], body));
    assert_eq!(road.ask().await.unwrap().0, SAID);
    assert_eq!(road.seconds(), 4.5);
}

#[tokio::test]
async fn who_asks_to_wait_too_long_is_left_for_the_next_one() {
    let hour = || refusal(429, &[("retry-after", "3600")], "come back later");
    let road = Road::with(&first_and_second("echo", "echo")).await;
    road.house.provider.script(hour());
    road.ask().await.unwrap();
    assert_eq!((road.asked(), road.seconds()), ((1, 1), 0.0));
    let alone = Road::with(&only("echo")).await;
    alone.house.provider.script(hour());
    let error = alone.refused().await;
    assert_eq!(error.retry_after().unwrap().as_secs(), 3_600);
    assert_eq!(alone.asked(), (1, 0));
}

#[tokio::test]
async fn retries_stay_a_fifth_of_the_calls() {
    let road = Road::with(&only("status-429")).await;
    for _ in 0..100 {
        road.refused().await;
    }
    let retries = road.asked().0 - 100;
    assert!((20..=10 + 100 / 5).contains(&retries), "{retries}");
}

#[tokio::test]
async fn nothing_is_sent_twice_after_the_first_token() {
    for scenario in ["hang-up", "reset", "unfinished", "error-event"] {
        let road = Road::with(&first_and_second(scenario, "echo")).await;
        let mut answer = road.begin().await.unwrap();
        let (mut text, mut last) = (String::new(), None);
        while let Some(event) = answer.next().await {
            if let Event::Delta(delta) = &event {
                text += delta;
            }
            last = Some(event);
        }
        assert!(!text.is_empty(), "{scenario}");
        assert!(
            matches!(last, Some(Event::Failed(_))),
            "{scenario}: {last:?}"
        );
        assert_eq!(
            (road.asked(), answer.provider()),
            ((1, 0), "One"),
            "{scenario}"
        );
    }
}

/// Anthropic says what a prompt used before it says anything else.
fn worked_in_vain() -> Script {
    let begun = r#"{"type":"message_start","message":{"id":"1","model":"x","usage":{"input_tokens":1000,"output_tokens":0}}}"#;
    let failed = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    Script::of([
        Step::Headers(BTreeMap::from([(
            "content-type".to_owned(),
            "text/event-stream".to_owned(),
        )])),
        Step::Send(format!(
            "event: message_start\ndata: {begun}\n\nevent: error\ndata: {failed}\n\n"
        )),
    ])
}

async fn anthropic() -> Road {
    let house = house().await;
    let provider = format!(
        "[[providers]]\nname = \"a\"\ntitle = \"A\"\ndialect = \"anthropic\"\nbase_url = \"{}\"\n",
        house.provider.base_url()
    );
    Road::of(
        house,
        &(provider + &model("{ provider = \"a\", model = \"echo\" }")),
    )
}

#[tokio::test]
async fn an_attempt_that_was_paid_for_in_vain_is_charged_and_shown() {
    let road = anthropic().await;
    road.house.provider.script(worked_in_vain());
    let (text, receipt) = road.ask().await.unwrap();
    assert_eq!((text.as_str(), receipt.tries()), (SAID, 2));
    let store = &road.house.tollgate.store;
    let charges = store.charges_of(road.house.caller.id()).await.unwrap();
    assert_eq!(charges.len(), 2);
    let lost = charges
        .iter()
        .find(|charge| charge.outcome == Outcome::Failed)
        .unwrap();
    assert_eq!(
        (lost.usage.tokens.input, lost.usage.source),
        (1_000, UsageSource::Provider)
    );
    assert_eq!(
        (lost.cost.0, receipt.failed_attempts[0].cost),
        (1_000_000, lost.cost)
    );
    assert_eq!(receipt.cost, charges.iter().map(|charge| charge.cost).sum());
}

#[tokio::test]
async fn a_call_that_only_cost_says_so() {
    let road = anthropic().await;
    road.house
        .provider
        .script(Queued::from(worked_in_vain()).times(3));
    let error = road.refused().await;
    assert_eq!(
        error.to_string(),
        "A answered with an error (529). $0.0030 was charged, as the provider had begun to work."
    );
    assert!(
        road.house
            .tollgate
            .store
            .open_calls()
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_full_queue_refuses_and_a_place_is_kept_until_the_answer_is_left() {
    let shaping = "at_once = 1\nqueue = 1\napart_ms = 0\n";
    let house = house().await;
    let toml = providers(&house.provider, &house.provider, shaping) + &only("stall");
    let road = Road::of(house, &toml);
    let first = road.begin().await.unwrap();
    let mut second = Box::pin(road.begin());
    // Polled until it stands in the queue, which the third finds full.
    let refused = loop {
        tokio::select! {
            biased;
            begun = &mut second => panic!("began beside the first: {:?}", begun.err()),
            third = road.begin() => break third.err().unwrap(),
            () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {}
        }
    };
    assert_eq!((refused.status(), road.asked()), (503, (1, 0)));
    assert!(refused.retry_after().is_some());
    drop(first);
    let mut begun = second.await.unwrap();
    assert!(begun.next().await.is_some());
    assert_eq!(road.asked(), (2, 0));
}

#[tokio::test]
async fn who_leaves_before_the_call_went_out_pays_nothing() {
    let house = house().await;
    let shaping = "at_once = 1\napart_ms = 0\n";
    let toml = providers(&house.provider, &house.provider, shaping) + &only("stall");
    let road = Road::of(house, &toml);
    let first = road.begin().await.unwrap();
    let store = road.house.tollgate.store.clone();
    tokio::select! {
        begun = road.begin() => panic!("began beside the first: {:?}", begun.err()),
        () = async {
            while store.open_calls().await.unwrap().len() < 2 {
                tokio::task::yield_now().await;
            }
        } => {}
    }
    while store.open_calls().await.unwrap().len() > 1 {
        tokio::task::yield_now().await;
    }
    assert!(
        store
            .charges_of(road.house.caller.id())
            .await
            .unwrap()
            .is_empty()
    );
    drop(first);
}

#[tokio::test]
async fn who_leaves_between_two_attempts_pays_nothing() {
    let road = Road::with(&only("echo")).await;
    let store = road.house.tollgate.store.clone();
    let caller = &road.house.caller;
    let admitted = road.gateway.admit(caller, call("m")).await.unwrap();
    let hold = admitted.permit.hold;
    let mut open = Open::new(road.gateway.till(), hold, None);
    open.sent_to("One");
    let failed = open.failed_at("One", "broke off".into(), None);
    failed.await.unwrap();
    drop(open);
    while !store.open_calls().await.unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    assert!(store.charges_of(caller.id()).await.unwrap().is_empty());
}
