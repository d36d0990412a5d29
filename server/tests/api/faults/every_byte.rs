//! A connection is reset after every single byte of a short answer.

use super::fault::{Place, TITLE, WHOLE};
use super::house::{House, word};
use crate::browser::Reply;
use crate::test_app::PROVIDER_KEY;
use futures::stream::{self, StreamExt};
use std::collections::HashMap;
use std::fmt::Write as _;
use tollgate::provider::Dialect;
use tollgate::store::Charge;
use tollgate::types::{NanoDollars, Outcome, UsageSource};
use tollgate_scripted_provider::{Delivery, Queued, Script};

/// More than any of the answers has.
const MOST: usize = 2_000;
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

/// What a program read: the text, and the error that followed it.
fn read(body: &str) -> (String, bool) {
    let (mut text, mut failed) = (String::new(), true);
    for data in body
        .split("\n\n")
        .filter_map(|event| event.strip_prefix("data: "))
    {
        if data == "[DONE]" {
            failed = false;
            continue;
        }
        let chunk: serde_json::Value = serde_json::from_str(data).unwrap();
        text += chunk["choices"][0]["delta"]["content"]
            .as_str()
            .unwrap_or_default();
    }
    (text, failed)
}

/// What a program got that asked for an answer which is cut at this place, and whether it was an error.
fn check(place: usize, reply: &Reply, charges: &[Charge]) -> (String, bool) {
    assert!(!reply.body.contains(PROVIDER_KEY), "{reply:?}");
    if reply.status == 502 {
        // Each try may cost what the provider had counted of the question.
        assert!(
            charges
                .iter()
                .all(|charge| charge.outcome == Outcome::Failed
                    && charge.usage.source == UsageSource::Provider
                    && charge.usage.tokens.output == 0)
        );
        let told = reply.body.contains("Nothing was charged");
        assert_eq!(told, charges.is_empty(), "{reply:?}");
        return (String::new(), true);
    }
    let (text, failed) = read(&reply.body);
    assert!(WHOLE.starts_with(&text), "after {place}: {reply:?}");
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
    (text, failed)
}

async fn cut_everywhere(dialect: Dialect) {
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
    let replies = stream::iter(&models).map(|model| house.reply(model, true));
    let replies: Vec<_> = replies.buffered(AT_ONCE).collect().await;
    house.all_is_settled().await;
    let mut charges: HashMap<String, Vec<Charge>> = HashMap::new();
    for charge in house.charges().await {
        charges
            .entry(charge.llm.0.clone())
            .or_default()
            .push(charge);
    }
    let replies = replies.iter().zip(&models).enumerate();
    let came = replies.map(|(place, (reply, model))| {
        let charges = charges.get(model).map(Vec::as_slice);
        check(place, reply, charges.unwrap_or_default())
    });
    let came: Vec<_> = came.collect();
    // What has come grows with the place, from nothing to all of it.
    let lengths: Vec<_> = came.iter().map(|(text, _)| text.len()).collect();
    assert!(lengths.is_sorted(), "{lengths:?}");
    assert_eq!(came.first(), Some(&(String::new(), true)));
    let whole = came.iter().filter(|(_, failed)| !failed);
    assert!(whole.clone().all(|(text, _)| text == WHOLE));
    assert!(
        whole.count() < length / 2,
        "an answer that lacks its end is no answer"
    );
}

#[tokio::test]
async fn an_answer_like_openais_is_cut_after_every_byte() {
    cut_everywhere(Dialect::OpenAi).await;
}

#[tokio::test]
async fn an_answer_like_anthropics_is_cut_after_every_byte() {
    cut_everywhere(Dialect::Anthropic).await;
}

#[tokio::test]
async fn an_answer_like_googles_is_cut_after_every_byte() {
    cut_everywhere(Dialect::Google).await;
}

#[tokio::test]
async fn an_answer_like_ollamas_is_cut_after_every_byte() {
    cut_everywhere(Dialect::Ollama).await;
}
