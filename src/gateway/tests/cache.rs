//! Answers that are known: kept, shared while they come, and never for the wrong one.

mod flights;

use super::road::{OPEN, Road, model, only, providers};
use super::{call, charge_of};
use crate::ephemeral::redis_server::RedisServer;
use crate::error::Error;
use crate::gateway::{Answer, CacheStatus, CacheUse, Call, Caller};
use crate::store::Charge;
use crate::testing::{house, person};
use crate::types::{CallId, Event, NanoDollars, Outcome, Receipt};
use std::time::Duration;
use tollgate_scripted_provider::{Queued, Script};

const SAID: &str = "You asked: say something";

/// A call that takes what is kept; each has an id of its own.
fn again() -> Call {
    with(CacheUse::Full)
}

fn with(cache: CacheUse) -> Call {
    Call { cache, ..call("m") }
}

impl Road {
    async fn begin_with(&self, call: Call) -> Answer {
        self.gateway.ask(&self.house.caller, call).await.unwrap()
    }

    async fn answer_to(&self, caller: &Caller, call: Call) -> (CacheStatus, String, Receipt) {
        let answer = self.gateway.ask(caller, call).await.unwrap();
        let status = answer.cache();
        let (text, receipt) = answer.collect().await.unwrap();
        (status, text, receipt.unwrap())
    }

    async fn status_of(&self, call: Call) -> CacheStatus {
        self.answer_to(&self.house.caller, call).await.0
    }

    fn calls(&self) -> usize {
        self.house.provider.received().len()
    }

    async fn charges(&self) -> Vec<Charge> {
        let store = &self.house.tollgate.store;
        store.charges_of(self.house.caller.id()).await.unwrap()
    }

    /// Waits for so many charges.
    async fn charged(&self, count: usize) -> Vec<Charge> {
        for _ in 0..1_000 {
            let charges = self.charges().await;
            if charges.len() >= count {
                return charges;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{:?}", self.charges().await);
    }

    async fn stopped(&self) {
        let gone = tollgate_scripted_provider::Outcome::ClientGone;
        let stopped = self
            .house
            .provider
            .wait_until(|calls| calls.iter().all(|call| call.outcome == gone));
        stopped.await.unwrap();
    }
}

async fn some_text(answer: &mut Answer) -> String {
    loop {
        match answer.next().await.unwrap() {
            Event::Delta(text) => return text,
            Event::Failed(failure) => panic!("{failure:?}"),
            _ => {}
        }
    }
}

async fn rest_of(mut answer: Answer) -> (String, Option<Event>) {
    let (mut text, mut last) = (String::new(), None);
    while let Some(event) = answer.next().await {
        if let Event::Delta(delta) = &event {
            text += delta;
        }
        last = Some(event);
    }
    (text, last)
}

#[tokio::test]
async fn what_was_answered_is_known_and_costs_nothing_the_second_time() {
    let road = Road::with(&only("echo")).await;
    let ada = &road.house.caller;
    let (status, text, first) = road.answer_to(ada, again()).await;
    assert_eq!((status, text.as_str()), (CacheStatus::Miss, SAID));
    let (status, text, second) = road.answer_to(ada, again()).await;
    assert_eq!((status, text.as_str()), (CacheStatus::Hit, SAID));
    assert_eq!(road.calls(), 1);
    assert_eq!(second.outcome, Outcome::Cached);
    assert_eq!((second.cost, second.saved), (NanoDollars::ZERO, first.cost));
    assert_eq!(
        (first.saved, first.cost > second.cost),
        (NanoDollars::ZERO, true)
    );
    assert_eq!(
        (second.usage, &second.provider),
        (first.usage, &first.provider)
    );
    let charges = road.charges().await;
    let receipts: Vec<_> = charges.iter().map(Charge::receipt).collect();
    assert!(receipts.contains(&first) && receipts.contains(&second));
    assert!(road.gateway.flights.is_empty());
}

#[tokio::test]
async fn who_wants_another_answer_gets_one_and_it_is_kept_instead() {
    let road = Road::with(&only("echo")).await;
    for text in ["one", "two", "three"] {
        road.house.provider.script(Script::say(text));
    }
    let ada = &road.house.caller;
    assert_eq!(road.answer_to(ada, again()).await.1, "one");
    let (status, text, receipt) = road.answer_to(ada, with(CacheUse::Renew)).await;
    assert_eq!((status, text.as_str()), (CacheStatus::Bypass, "two"));
    assert!(receipt.cost > NanoDollars::ZERO);
    assert_eq!(road.answer_to(ada, again()).await.1, "two");
    let (status, text, _) = road.answer_to(ada, with(CacheUse::Never)).await;
    assert_eq!((status, text.as_str()), (CacheStatus::Bypass, "three"));
    assert_eq!(road.answer_to(ada, again()).await.1, "two");
}

#[tokio::test]
async fn an_answer_is_for_its_account_unless_the_admin_gives_it_to_everyone() {
    for (settings, status) in [
        ("", CacheStatus::Miss),
        ("[cache]\nscope = \"everyone\"\n", CacheStatus::Hit),
    ] {
        let house = house().await;
        let grace = person(&house.tollgate, "grace@example.org").await;
        let toml = settings.to_owned()
            + &providers(&house.provider, &house.provider, OPEN)
            + &only("echo");
        let road = Road::of(house, &toml);
        let (_, _, first) = road.answer_to(&road.house.caller, again()).await;
        let (hers, text, receipt) = road.answer_to(&grace, again()).await;
        assert_eq!((hers, text.as_str()), (status, SAID));
        let saved = if status == CacheStatus::Hit {
            first.cost
        } else {
            NanoDollars::ZERO
        };
        assert_eq!(receipt.saved, saved);
    }
}

#[tokio::test]
async fn an_answer_is_fresh_for_as_long_as_the_admin_says() {
    let road = Road::with(&only("echo")).await;
    let clock = road.house.tollgate.clock.clone();
    assert_eq!(road.status_of(again()).await, CacheStatus::Miss);
    clock.advance_seconds(3_590);
    assert_eq!(road.status_of(again()).await, CacheStatus::Hit);
    clock.advance_seconds(20);
    assert_eq!(road.status_of(again()).await, CacheStatus::Miss);
    assert_eq!(road.status_of(again()).await, CacheStatus::Hit);

    let house = house().await;
    let toml = "[cache]\nttl_seconds = 0\n".to_owned()
        + &providers(&house.provider, &house.provider, OPEN)
        + &only("echo");
    let road = Road::of(house, &toml);
    for _ in 0..2 {
        assert_eq!(road.status_of(again()).await, CacheStatus::Miss);
    }
}

#[tokio::test]
async fn what_failed_or_was_filtered_is_not_known() {
    for scenario in ["filtered", "hang-up", "reset", "unfinished", "error-event"] {
        let road = Road::with(&only(scenario)).await;
        for n in 1..=2 {
            let answer = road.begin_with(again()).await;
            assert_eq!(answer.cache(), CacheStatus::Miss, "{scenario}");
            let _ended = rest_of(answer).await;
            assert_eq!(road.calls(), n, "{scenario}");
        }
    }
}

#[tokio::test]
async fn what_was_stopped_or_left_is_not_known() {
    let road = Road::with(&only("endless")).await;
    let mut stopped = road.begin_with(again()).await;
    some_text(&mut stopped).await;
    let receipt = stopped
        .settle(Outcome::Stopped, None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(receipt.outcome, Outcome::Stopped);
    let mut left = road.begin_with(again()).await;
    assert_eq!(left.cache(), CacheStatus::Miss);
    some_text(&mut left).await;
    drop(left);
    road.stopped().await;
    assert_eq!((road.calls(), road.charged(2).await.len()), (2, 2));
}

#[tokio::test]
async fn what_was_found_in_an_answer_stays_out_of_what_is_kept() {
    let road = Road::with(&only("echo")).await;
    let secret = ["s", "k-", &"abc123".repeat(8)].concat();
    road.house
        .provider
        .script(Script::say(format!("it is {secret}.")));
    for status in [CacheStatus::Miss, CacheStatus::Hit] {
        let (had, text, _) = road.answer_to(&road.house.caller, again()).await;
        assert_eq!((had, text.as_str()), (status, "it is [REDACTED]."));
    }
}

#[tokio::test]
async fn another_question_is_another_answer() {
    let road = Road::with(
        &(only("echo")
            + &model("")
                .replace("\"m\"", "\"n\"")
                .replace("[]", "[{ provider = \"two\", model = \"echo\" }]")),
    )
    .await;
    assert_eq!(road.status_of(again()).await, CacheStatus::Miss);
    let mut others = [again(), again(), again()];
    others[0].max_tokens = 51;
    others[1].options.temperature = Some(0.1);
    others[2].llm.0 = "n".into();
    for other in others {
        assert_eq!(road.status_of(other).await, CacheStatus::Miss);
    }
    let same = Call {
        id: CallId::new(),
        ..again()
    };
    assert_eq!(road.status_of(same).await, CacheStatus::Hit);
}

async fn with_redis(url: &str) -> Road {
    let house = house().await;
    let settings = format!("redis_url = \"{url}\"\n[cache]\nscope = \"everyone\"\n");
    let toml = settings + &providers(&house.provider, &house.provider, OPEN) + &only("echo");
    Road::of(house, &toml)
}

#[tokio::test]
async fn what_one_process_keeps_in_redis_others_know_and_without_it_all_goes_on() {
    let Some(mut redis) = RedisServer::start() else {
        return;
    };
    let asks = with_redis(&redis.url()).await;
    let knows = with_redis(&redis.url()).await;
    // It has no answer of its own.
    let refused = Queued::from(Script::status(400)).always();
    knows.house.provider.script(refused);
    let begun = std::time::Instant::now();
    let patience = Duration::from_secs(20);
    // A busy machine may make Redis look slow; then it is asked again after a while.
    let answer = loop {
        assert!(begun.elapsed() < patience);
        asks.status_of(again()).await;
        let asked = knows.gateway.ask(&knows.house.caller, again()).await;
        match asked {
            Ok(answer) => break answer,
            Err(_unknown) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    };
    assert_eq!(answer.cache(), CacheStatus::Hit);
    assert_eq!(answer.collect().await.unwrap().0, SAID);
    redis.kill();
    let (status, text, _) = asks.answer_to(&asks.house.caller, again()).await;
    assert_eq!((status, text.as_str()), (CacheStatus::Miss, SAID));
    assert!(
        knows
            .gateway
            .ask(&knows.house.caller, again())
            .await
            .is_err()
    );
}
