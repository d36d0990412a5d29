//! Secrets in answers: what is given is without them, what is counted is as it was sent.

use super::call;
use crate::provider::Message;
use crate::testing::house;
use crate::types::UsageSource;
use tollgate_scripted_provider::{ReportedUsage, Script};

/// Made up, and put together here so that no search for secrets takes it for a leak.
fn secret() -> String {
    ["s", "k-", &"abc123".repeat(8)].concat()
}

#[tokio::test]
async fn a_secret_in_an_answer_is_redacted_and_charged_as_it_was_sent() {
    let house = house().await;
    let text = format!("the key is {} or Password: hunter2x", secret());
    for model in ["echo", "anthropic-echo", "google-echo"] {
        let mut call = call(model);
        call.messages = vec![Message::person(text.clone())];
        let answer = house.tollgate.gateway.ask(&house.caller, call);
        let (said, receipt) = answer.await.unwrap().collect().await.unwrap();
        let expected = "You asked: the key is [REDACTED] or Password: [REDACTED]";
        assert_eq!(said, expected, "{model}");
        let usage = receipt.unwrap().usage;
        assert_eq!(usage.tokens.output, 9, "{model}");
    }
}

#[tokio::test]
async fn an_answer_that_is_counted_by_us_is_counted_as_it_was_sent() {
    let house = house().await;
    let mut costs = Vec::new();
    for text in [secret(), secret().replacen('k', "q", 1)] {
        let script = Script::answer(tollgate_scripted_provider::Answer {
            text: Some(text),
            usage: ReportedUsage::Absent,
            ..Default::default()
        });
        house.provider.script(script);
        let answer = house.tollgate.gateway.ask(&house.caller, call("echo"));
        let (said, receipt) = answer.await.unwrap().collect().await.unwrap();
        let usage = receipt.unwrap().usage;
        assert_eq!(usage.source, UsageSource::Counted);
        costs.push((said == "[REDACTED]", usage.tokens.output));
    }
    assert_eq!((costs[0].0, costs[1].0), (true, false));
    // Nearly the same text, one of them redacted: nearly the same count.
    assert!(
        costs[0].1.abs_diff(costs[1].1) <= 2 && costs[0].1 > 10,
        "{costs:?}"
    );
}
