//! The price in force when a call starts is its price.

use super::road::Road;
use super::*;
use crate::types::NanoDollars;

const MODEL: &str = "[[models]]\nname = \"m\"\ncontext = 8000\ntargets = [{ provider = \"one\", model = \"echo\" }]\n";
/// The clock stands at 08:00 on the day before.
const TURNS: &str = "[[models.prices]]\nfrom = \"2027-01-16\"\ninput = \"100\"\noutput = \"200\"\n";
const HOURS: i64 = 3_600;

fn known(road: &Road) -> bool {
    let llms = road.gateway.llms();
    llms.iter().any(|llm| llm.name.0 == "m")
}

#[tokio::test]
async fn a_model_without_a_price_is_not_offered_and_its_calls_say_what_to_write() {
    let road = Road::with(MODEL).await;
    assert!(!known(&road) && road.gateway.knows(&LlmName("m".into())));
    let error = road.refused().await;
    assert_eq!((error.code(), error.status()), ("no_price", 400));
    assert!(error.to_string().contains("/admin/models/m"), "{error}");
    assert_eq!(road.asked(), (0, 0));
}

#[tokio::test]
async fn a_price_comes_into_force_on_its_day() {
    let road = Road::with(&format!("{MODEL}{TURNS}")).await;
    assert_eq!(road.refused().await.code(), "no_price");
    road.gateway.clock.advance_seconds(16 * HOURS - 1);
    assert_eq!(road.refused().await.code(), "no_price");
    road.gateway.clock.advance_seconds(1);
    assert!(known(&road));
    let (_, receipt) = road.ask().await.unwrap();
    // Two tokens in, four out.
    assert_eq!(receipt.cost, NanoDollars(2 * 100_000 + 4 * 200_000));
}

#[tokio::test]
async fn an_answer_that_goes_on_past_the_turn_costs_what_it_did_when_it_began() {
    let both = format!("{MODEL}price = {{ input = \"1\", output = \"2\" }}\n{TURNS}");
    let road = Road::with(&both).await;
    let answer = road.begin().await.unwrap();
    road.gateway.clock.advance_seconds(24 * HOURS);
    let (_, receipt) = answer.collect().await.unwrap();
    assert_eq!(receipt.unwrap().cost, NanoDollars(2 * 1_000 + 4 * 2_000));
    let (_, receipt) = road.ask().await.unwrap();
    assert_eq!(receipt.cost, NanoDollars(2 * 100_000 + 4 * 200_000));
    let shown = road.gateway.llm(&LlmName("m".into())).unwrap().price;
    assert_eq!(shown.input.as_price(), "$100.00");
}
