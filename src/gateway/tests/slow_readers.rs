//! Who does not read what comes holds no place at a provider for long, and no memory.

use super::call;
use super::charge_of;
use super::road::{Road, model, only, providers};
use crate::gateway::{Answer, Call, UNREAD};
use crate::testing::house;
use crate::types::{Event, LlmName, Outcome, UsageSource};
use std::time::Duration;

/// Two models of one provider, which answers as many calls at once.
async fn road(at_once: u32) -> Road {
    let house = house().await;
    let shaping = format!("at_once = {at_once}\napart_ms = 0\n");
    // Nothing ends the answer but whoever reads it.
    let endless = only("endless").replace("context = 8000", "context = 4000000000");
    let toml = providers(&house.provider, &house.provider, &shaping)
        + &endless
        + &model("{ provider = \"one\", model = \"echo\" }").replace("\"m\"", "\"quick\"");
    Road::of(house, &toml)
}

fn endless() -> Call {
    Call {
        max_tokens: 4_000_000_000,
        ..call("m")
    }
}

fn quick() -> Call {
    Call {
        llm: LlmName("quick".into()),
        ..call("m")
    }
}

async fn next(answer: &mut Answer) -> Option<Event> {
    let patience = Duration::from_secs(20);
    tokio::time::timeout(patience, answer.next()).await.unwrap()
}

#[tokio::test]
async fn five_who_never_read_hold_all_places_for_half_a_minute_at_most() {
    let road = road(5).await;
    let clock = road.house.tollgate.clock.clone();
    let mut idle = Vec::new();
    for _ in 0..5 {
        let call = endless();
        let id = call.id;
        let answer = road.gateway.ask(&road.house.caller, call).await.unwrap();
        idle.push((id, answer));
    }
    let mut chat = Box::pin(road.gateway.ask(&road.house.caller, quick()));
    let soon = Duration::from_millis(1_500);
    assert!(tokio::time::timeout(soon, &mut chat).await.is_err());
    clock.advance_seconds(31);
    let patience = Duration::from_secs(20);
    let answered = tokio::time::timeout(patience, chat).await.unwrap();
    assert!(answered.unwrap().collect().await.is_ok());
    for (id, mut answer) in idle {
        let charge = charge_of(&road.house, id).await;
        assert_eq!(charge.outcome, Outcome::Abandoned);
        assert!(charge.usage.tokens.output > 0);
        let Some(Event::Failed(failure)) = next(&mut answer).await else {
            panic!("it goes on");
        };
        assert_eq!(failure.code.as_deref(), Some(UNREAD));
        assert_eq!(next(&mut answer).await, None);
        assert_eq!(answer.settle(Outcome::Failed, None).await.unwrap(), None);
    }
}

#[tokio::test]
async fn who_reads_is_left_alone_whatever_the_clock_says() {
    let road = road(1).await;
    let clock = road.house.tollgate.clock.clone();
    let mut answer = road
        .gateway
        .ask(&road.house.caller, endless())
        .await
        .unwrap();
    let begun = std::time::Instant::now();
    while begun.elapsed() < Duration::from_millis(2_500) {
        clock.advance_seconds(31);
        let event = next(&mut answer).await;
        assert!(!matches!(event, Some(Event::Failed(_)) | None), "{event:?}");
    }
}

#[tokio::test]
async fn who_goes_pays_what_came_or_what_the_provider_says_as_its_rule_is() {
    for (rule, source) in [
        ("cancel", UsageSource::Counted),
        ("drain", UsageSource::Provider),
    ] {
        let house = house().await;
        let shaping = format!("apart_ms = 0\nabort = \"{rule}\"\n");
        let toml = providers(&house.provider, &house.provider, &shaping) + &only("slow");
        let road = Road::of(house, &toml);
        let call = call("m");
        let id = call.id;
        let mut answer = road.gateway.ask(&road.house.caller, call).await.unwrap();
        next(&mut answer).await.unwrap();
        drop(answer);
        let charge = charge_of(&road.house, id).await;
        assert_eq!(
            (charge.outcome, charge.usage.source),
            (Outcome::Abandoned, source),
            "{rule}"
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
}

#[tokio::test]
async fn an_answer_that_has_ended_frees_its_place_before_anybody_reads() {
    let road = road(1).await;
    let first = road.gateway.ask(&road.house.caller, quick()).await.unwrap();
    let patience = Duration::from_secs(20);
    let second = road.gateway.ask(&road.house.caller, quick());
    let second = tokio::time::timeout(patience, second).await.unwrap();
    for answer in [first, second.unwrap()] {
        let (text, receipt) = answer.collect().await.unwrap();
        assert_eq!(text, "You asked: say something");
        assert_eq!(receipt.unwrap().outcome, Outcome::Complete);
    }
}
