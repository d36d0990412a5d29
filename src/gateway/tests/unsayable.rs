//! What a program wants of an answer is said to those who have words for it.

use super::call;
use super::road::Road;
use crate::error::Error;
use crate::gateway::Call;
use crate::testing::house;

/// `one` speaks OpenAI's dialect and is asked only when `two`, which speaks Anthropic's, is not.
async fn road() -> Road {
    let house = house().await;
    let provider = |name: &str, dialect: &str| {
        format!(
            "[[providers]]\nname = \"{name}\"\ntitle = \"{name}\"\ndialect = \"{dialect}\"\nbase_url = \"{}/{name}/v1\"\n",
            house.provider.base_url()
        )
    };
    let model = |name: &str, targets: &str| {
        format!(
            "[[models]]\nname = \"{name}\"\ntitle = \"The {name}\"\ncontext = 8000\nprice = {{ input = \"1\", output = \"2\" }}\ntargets = [{targets}]\n"
        )
    };
    let one = "{ provider = \"one\", model = \"echo\", weight = 0 }";
    let two = "{ provider = \"two\", model = \"echo\" }";
    let toml = provider("one", "openai")
        + &provider("two", "anthropic")
        + &model("m", &format!("{one}, {two}"))
        + &model("narrow", two);
    Road::of(house, &toml)
}

fn seeded(model: &str) -> Call {
    let mut call = call(model);
    call.options.seed = Some(7);
    call
}

#[tokio::test]
async fn a_target_that_has_no_words_for_a_call_is_not_asked() {
    let road = road().await;
    let caller = &road.house.caller;
    let answer = road.gateway.ask(caller, call("m")).await.unwrap();
    assert_eq!(answer.provider(), "two");
    let answer = road.gateway.ask(caller, seeded("m")).await.unwrap();
    assert_eq!(answer.provider(), "one");
    assert_eq!(answer.failed_attempts(), []);
    assert_eq!(road.asked(), (1, 1));
}

#[tokio::test]
async fn where_nobody_has_words_for_it_the_field_is_named_and_nothing_is_begun() {
    let road = road().await;
    let admitted = road.gateway.admit(&road.house.caller, seeded("narrow"));
    let Err(Error::Unsayable { llm, field }) = admitted.await else {
        panic!("admitted");
    };
    assert_eq!((llm.as_str(), field.as_str()), ("The narrow", "seed"));
    assert_eq!(road.asked(), (0, 0));
    assert_eq!(road.house.tollgate.store.open_calls().await.unwrap(), []);
}
