//! How calls spread over targets, and what happens when one of them goes and comes back.

use super::admin;
use super::road::{OPEN, Road, first_and_second, model, only, providers};
use crate::chance::Chance;
use crate::testing::house;
use crate::types::{Health, LlmName, TargetId};
use futures::stream::{self, StreamExt};
use std::future::ready;
use std::sync::Arc;
use tollgate_scripted_provider::{Queued, Script, ScriptedProvider};

const SEVENTY_THIRTY: &str = "{ provider = \"one\", model = \"echo\", weight = 70 }, { provider = \"two\", model = \"echo\", weight = 30 }";

fn llm() -> LlmName {
    LlmName("m".into())
}

#[tokio::test]
async fn whoever_is_not_drawn_stands_by_in_the_order_of_weight() {
    let three = "{ provider = \"one\", model = \"a\", weight = 1 }, { provider = \"two\", model = \"b\", weight = 0 }, { provider = \"two\", model = \"c\", weight = 5 }";
    let road = Road::with(&model(three)).await;
    let chance = Chance::seeded(1);
    for _ in 0..100 {
        let route = road.gateway.routes.route(&llm(), &chance).unwrap();
        let order: String = route
            .targets
            .iter()
            .map(|target| target.id.model.as_str())
            .collect();
        assert!(matches!(order.as_str(), "acb" | "cab"), "{order}");
    }
}

async fn share_of_one(road: &Road, calls: u32, at_once: usize) -> f64 {
    let ask = |_| async {
        let answered = road.ask().await;
        let (_, receipt) = answered.expect("no caller sees an error");
        receipt.provider == "One"
    };
    let answered = stream::iter(0..calls).map(ask).buffer_unordered(at_once);
    let ones = answered.filter(|one| ready(*one)).count().await;
    ones as f64 / f64::from(calls)
}

/// Ten thousand calls are many for one test, and the least that shows a share to two in a hundred.
#[tokio::test]
async fn calls_fall_as_their_targets_weigh_also_when_one_dies_and_comes_back() {
    let house = house().await;
    let one = ScriptedProvider::start().await.unwrap();
    let address = one.address();
    let toml = providers(&one, &house.provider, OPEN) + &model(SEVENTY_THIRTY);
    let road = Road::of(house, &toml);
    let share = share_of_one(&road, 10_000, 32).await;
    assert!((0.68..=0.72).contains(&share), "{share}");
    let (ones, twos) = (one.calls(), road.house.provider.calls());
    assert_eq!(ones + twos, 10_000, "nobody is asked twice");
    assert!((6_800..=7_200).contains(&ones), "{ones}");

    one.shutdown().await;
    assert_eq!(share_of_one(&road, 50, 1).await, 0.0);
    let status = road.gateway.targets().swap_remove(0);
    assert_eq!((status.health, status.failures), (Health::Open, 5));
    assert!(
        status
            .last_error
            .unwrap()
            .starts_with("One: cannot be reached")
    );

    let _back = ScriptedProvider::builder()
        .listen(address)
        .start()
        .await
        .unwrap();
    let then = road.seconds();
    road.gateway.clock.advance_seconds(60);
    share_of_one(&road, 20, 1).await;
    let share = share_of_one(&road, 2_000, 32).await;
    assert!(road.seconds() - then <= 65.0);
    assert!((0.66..=0.74).contains(&share), "{share}");
    assert_eq!(road.gateway.targets()[0].health, Health::Closed);
}

#[tokio::test]
async fn one_call_at_a_time_probes_and_leaving_it_frees_the_probe() {
    let road = Arc::new(Road::with(&first_and_second("silent", "echo")).await);
    let failing = Queued::from(Script::status(500))
        .for_model("silent")
        .times(5);
    road.house.provider.script(failing);
    for _ in 0..2 {
        road.ask().await.unwrap();
    }
    assert_eq!(road.asked().0, 5);
    road.gateway.clock.advance_seconds(60);

    let calls: Vec<_> = (0..20)
        .map(|_| {
            let road = road.clone();
            tokio::spawn(async move { road.ask().await.map(|(_, receipt)| receipt.provider) })
        })
        .collect();
    road.house
        .provider
        .wait_until(|calls| {
            let finished = |call: &&tollgate_scripted_provider::Call| {
                call.outcome == tollgate_scripted_provider::Outcome::Finished
            };
            let of_two = calls.iter().filter(|call| call.path.starts_with("/two/"));
            of_two.filter(finished).count() == 2 + 19
        })
        .await
        .unwrap();
    assert_eq!(road.asked().0, 6, "one probe");
    assert_eq!(road.gateway.targets()[0].health, Health::HalfOpen);

    // The probe hears nothing, and its caller leaves.
    for call in calls {
        call.abort();
        let _left = call.await;
    }
    let back = Queued::from(Script::say("here again"))
        .for_model("silent")
        .times(2);
    road.house.provider.script(back);
    for _ in 0..2 {
        assert_eq!(road.ask().await.unwrap().0, "here again");
    }
    assert_eq!(road.gateway.targets()[0].health, Health::Closed);
}

#[tokio::test]
async fn when_everybody_is_set_aside_callers_are_told_when_to_come_back() {
    let road = Road::with(&only("status-500")).await;
    for _ in 0..2 {
        road.refused().await;
    }
    assert_eq!(road.asked().0, 5, "the sixth attempt is not made");
    let error = road.refused().await;
    assert_eq!((error.code(), error.status()), ("no_provider", 503));
    let wait = error.retry_after().unwrap().as_secs_f64();
    assert!((55.0..=60.0).contains(&wait), "{wait}");
    assert_eq!(road.asked().0, 5);
}

#[tokio::test]
async fn what_is_wrong_with_a_request_or_a_limit_sets_nobody_aside() {
    for scenario in ["status-400", "status-404", "status-413", "status-429"] {
        let road = Road::with(&only(scenario)).await;
        for _ in 0..6 {
            road.refused().await;
        }
        let status = road.gateway.targets().swap_remove(0);
        assert_eq!(
            (status.health, status.failures),
            (Health::Closed, 0),
            "{scenario}"
        );
    }
}

#[tokio::test]
async fn an_admin_may_have_a_target_asked_again_at_once() {
    let road = Road::with(&only("status-500")).await;
    for _ in 0..2 {
        road.refused().await;
    }
    let admin = admin(&road.house);
    let target = road.gateway.targets().swap_remove(0).id;
    let other = TargetId {
        model: "other".into(),
        ..target.clone()
    };
    assert!(road.gateway.reset_target(&admin, &other).is_err());
    road.gateway.reset_target(&admin, &target).unwrap();
    road.refused().await;
    assert!(road.asked().0 > 5);
}
