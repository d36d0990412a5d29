//! A connection is reset after every single byte of a short answer: in every dialect at one door, and at every
//! door in one dialect, for behind the gateway all speak alike.

use super::fault::{Place, TITLE, WHOLE};
use super::house::{Door, House, Seen, word};
use crate::test_app::PROVIDER_KEY;
use futures::stream::{self, StreamExt};
use std::collections::HashMap;
use std::fmt::Write as _;
use tollgate::provider::Dialect;
use tollgate::store::Charge;
use tollgate::types::{AnswerState, NanoDollars, Outcome, UsageSource};
use tollgate_scripted_provider::{Delivery, Queued, Script};

/// More than any of the answers has.
const MOST: usize = 2_000;
/// The dialect whose answers have the fewest bytes.
const SHORTEST: Dialect = Dialect::Ollama;
/// So many calls are under way at once.
const AT_ONCE: usize = 12;

/// Each place has a model, whose name is as long as every other's and stands in the answer.
fn model(place: usize) -> String {
    format!("cut-{place:04}")
}

fn configuration(dialect: Dialect, url: &str) -> String {
    let at = Place::Here.url(url, "cut", dialect);
    let dialect = word(dialect);
    let mut toml = format!(
        "[[providers]]\nname = \"cut\"\ntitle = \"{TITLE}\"\ndialect = \"{dialect}\"\nbase_url = \"{at}\"\n\
         api_key_env = \"SCRIPTED_KEY\"\n[shaping.cut]\nat_once = 100\napart_ms = 0\n"
    );
    for place in 0..=MOST {
        let model = model(place);
        writeln!(
            toml,
            "[[models]]\nname = \"{model}\"\nprovider = \"cut\"\ncontext = 8000\n\
             price = {{ input = \"1\", output = \"2\" }}"
        )
        .unwrap();
    }
    toml
}

/// Its length in bytes, as the provider sends it.
async fn length(house: &House) -> usize {
    let reply = house.reply(&model(MOST), true).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    let sent = house.app.provider.received().pop().unwrap().bytes_sent;
    let length = usize::try_from(sent).unwrap();
    assert!((200..MOST).contains(&length), "{length}");
    length
}

/// What was got of an answer that is cut at this place is what was charged.
fn check(place: usize, seen: &Seen, charges: &[Charge]) {
    assert!(!seen.raw.contains(PROVIDER_KEY), "{seen:?}");
    let failed = seen.state == Some(AnswerState::Failed);
    let told = seen.error.as_deref().unwrap_or_default();
    if failed && !told.ends_with("What came was charged.") {
        // Each try may cost what the provider had counted of the question.
        assert!(
            charges
                .iter()
                .all(|charge| charge.outcome == Outcome::Failed
                    && charge.usage.source == UsageSource::Provider
                    && charge.usage.tokens.output == 0)
        );
        let told = told.contains("Nothing was charged");
        assert_eq!(told, charges.is_empty(), "{seen:?}");
        assert_eq!(seen.text, "", "after {place}");
        return;
    }
    assert!(WHOLE.starts_with(&seen.text), "after {place}: {seen:?}");
    let [charge] = charges else {
        panic!("after {place}: {charges:?}");
    };
    let outcome = if failed {
        Outcome::Failed
    } else {
        Outcome::Complete
    };
    assert_eq!(charge.outcome, outcome, "after {place}");
    assert!(charge.cost > NanoDollars::ZERO, "after {place}");
}

async fn cut_everywhere(dialect: Dialect, door: Door) {
    let house = House::with(dialect, move |url| configuration(dialect, url)).await;
    let length = length(&house).await;
    for place in 0..length {
        let script = Script::named("echo").unwrap().delivered(Delivery {
            reset_after: Some(place as u64),
            ..Delivery::default()
        });
        let script = Queued::from(script).for_model(model(place));
        house.app.provider.script(script.always());
    }
    let models: Vec<String> = (0..length).map(model).collect();
    let seen = stream::iter(&models).map(|model| house.ask(door, model));
    let seen: Vec<_> = seen.buffered(AT_ONCE).collect().await;
    house.all_is_settled().await;
    let mut charges: HashMap<String, Vec<Charge>> = HashMap::new();
    for charge in house.charges().await {
        charges
            .entry(charge.llm.0.clone())
            .or_default()
            .push(charge);
    }
    for (place, (seen, model)) in seen.iter().zip(&models).enumerate() {
        let charges = charges.get(model).map(Vec::as_slice);
        check(place, seen, charges.unwrap_or_default());
    }
    // What has come grows with the place, from nothing to all of it.
    assert!(seen.is_sorted_by_key(|seen| seen.text.len()), "{seen:?}");
    assert_eq!(seen[0].text, "");
    let is_whole = |seen: &&Seen| seen.state == Some(AnswerState::Complete);
    let whole = seen.iter().filter(is_whole);
    assert!(whole.clone().all(|seen| seen.text == WHOLE));
    assert!(
        whole.count() < length / 2,
        "an answer that lacks its end is no answer"
    );
}

#[tokio::test]
async fn an_answer_like_openais_is_cut_after_every_byte() {
    cut_everywhere(Dialect::OpenAi, Door::Stream).await;
}

#[tokio::test]
async fn an_answer_like_anthropics_is_cut_after_every_byte() {
    cut_everywhere(Dialect::Anthropic, Door::Stream).await;
}

#[tokio::test]
async fn an_answer_like_googles_is_cut_after_every_byte() {
    cut_everywhere(Dialect::Google, Door::Stream).await;
}

#[tokio::test]
async fn an_answer_like_ollamas_is_cut_after_every_byte() {
    cut_everywhere(Dialect::Ollama, Door::Stream).await;
}

#[tokio::test]
async fn a_plain_answer_is_cut_after_every_byte() {
    cut_everywhere(SHORTEST, Door::Plain).await;
}

#[tokio::test]
async fn a_persons_answer_is_cut_after_every_byte() {
    cut_everywhere(SHORTEST, Door::Person).await;
}
