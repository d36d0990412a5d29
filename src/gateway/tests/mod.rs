mod attempts;
mod balance;
mod batches;
mod cache;
mod moderation;
mod prices;
mod redaction;
mod refresh;
mod road;
mod slow_readers;
mod unsayable;

use super::*;
use crate::testing::{House, house};
use crate::types::{Event, Finish, Outcome};

fn call(model: &str) -> Call {
    Call {
        id: CallId::new(),
        purpose: Purpose::Chat,
        answer: None,
        // Each is to go its whole way, also where the same is asked again.
        cache: CacheUse::Never,
        llm: LlmName(model.into()),
        messages: vec![Message::person("say something")],
        max_tokens: 50,
        at_least: None,
        options: Options::default(),
    }
}

/// Who asks, were it an admin.
fn admin(house: &House) -> Admin {
    let mut account = house.caller.account().clone();
    account.role = crate::types::Role::Admin;
    let caller = Caller::new(account).unwrap();
    caller.into_admin().unwrap()
}

/// Waits for the charge of a call; settling goes on after the reader has gone.
async fn charge_of(house: &House, id: CallId) -> crate::store::Charge {
    for _ in 0..500 {
        let charges = house
            .tollgate
            .store
            .charges_of(house.caller.id())
            .await
            .unwrap();
        if let Some(charge) = charges.into_iter().find(|charge| charge.call == id) {
            return charge;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the call was not charged");
}

#[tokio::test]
async fn a_plain_reply_is_the_stream_collected() {
    let house = house().await;
    let call = call("echo");
    let answer = house
        .tollgate
        .gateway
        .ask(&house.caller, call)
        .await
        .unwrap();
    let (text, receipt) = answer.collect().await.unwrap();
    assert_eq!(text, "You asked: say something");
    assert_eq!(receipt.unwrap().outcome, Outcome::Complete);
}

#[tokio::test]
async fn every_dialect_takes_the_same_road() {
    let house = house().await;
    for (model, path) in [
        ("echo", "/v1/chat/completions"),
        ("anthropic-echo", "/v1/messages"),
        ("google-echo", "/v1beta/models/echo:streamGenerateContent"),
    ] {
        let answer = house.tollgate.gateway.ask(&house.caller, call(model));
        let (text, receipt) = answer.await.unwrap().collect().await.unwrap();
        assert_eq!(text, "You asked: say something", "{model}");
        let usage = receipt.unwrap().usage;
        assert_eq!(usage.source, crate::types::UsageSource::Provider);
        assert_eq!((usage.tokens.input, usage.tokens.output), (2, 4), "{model}");
        let received = house.provider.received();
        assert_eq!(received.last().unwrap().path, path);
    }
}

#[tokio::test]
async fn an_answer_whose_reader_goes_is_charged_and_its_provider_stopped() {
    let house = house().await;
    let call = call("stall");
    let id = call.id;
    let mut answer = house
        .tollgate
        .gateway
        .ask(&house.caller, call)
        .await
        .unwrap();
    answer.next().await.unwrap();
    drop(answer);
    assert_eq!(charge_of(&house, id).await.outcome, Outcome::Abandoned);
    let gone = tollgate_scripted_provider::Outcome::ClientGone;
    house
        .provider
        .wait_until(|calls| calls.iter().any(|call| call.outcome == gone))
        .await
        .unwrap();
    assert!(house.tollgate.store.open_calls().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_answer_without_end_is_ended_at_its_limit_and_its_provider_stopped() {
    let house = house().await;
    let call = Call {
        llm: LlmName("endless".into()),
        max_tokens: 8,
        ..call("echo")
    };
    let mut answer = house
        .tollgate
        .gateway
        .ask(&house.caller, call)
        .await
        .unwrap();
    let mut last = None;
    while let Some(event) = answer.next().await {
        last = Some(event);
    }
    assert_eq!(last, Some(Event::Finished(Finish::Length)));
    let gone = tollgate_scripted_provider::Outcome::ClientGone;
    let stopped = |calls: &[tollgate_scripted_provider::Call]| calls[0].outcome == gone;
    house.provider.wait_until(stopped).await.unwrap();
    let receipt = answer
        .settle(Outcome::Complete, None)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(receipt.usage.source, crate::types::UsageSource::Counted);
    // What we count is never more than was held for it.
    assert_eq!(receipt.usage.tokens.output, 8);
}

#[tokio::test]
async fn a_model_that_nobody_offers_is_refused() {
    let house = house().await;
    let refused = house
        .tollgate
        .gateway
        .ask(&house.caller, call("none"))
        .await;
    assert_eq!(refused.err().map(|error| error.code()), Some("no_provider"));
}

#[tokio::test]
async fn a_caller_may_leave_at_any_moment_and_leaves_no_call_open() {
    let house = house().await;
    let (gateway, store) = (&house.tollgate.gateway, &house.tollgate.store);
    for tenths in 0..60 {
        let leaves = std::time::Duration::from_micros(100 * tenths);
        let answer = gateway.ask(&house.caller, call("echo"));
        drop(tokio::time::timeout(leaves, answer).await);
    }
    for _ in 0..500 {
        if store.open_calls().await.unwrap().is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("{:?}", store.open_calls().await);
}
