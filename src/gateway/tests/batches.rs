//! Texts that are embedded or judged: together with others, each paying its part.

mod shared;

use super::road::{OPEN, Road, providers};
use crate::error::Result;
use crate::gateway::admit::Errand;
use crate::gateway::batch::{Carrier, Embedding, Portion, Served, Text};
use crate::gateway::{CacheUse, Call, Caller, EmbedCall, Embedded, ModerateCall};
use crate::store::Charge;
use crate::testing::{house, person};
use crate::types::{CallId, LlmName, NanoDollars, Outcome, Purpose, UsageSource};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use tokio::sync::oneshot;
use tollgate_scripted_provider::{Answer, Queued, Script, Step};

/// The model `e` embeds and the model `j` judges, at these providers; `m` answers.
async fn road(more: &str, targets: &str) -> Road {
    let house = house().await;
    let model = |name: &str, kind: &str, more: &str| {
        format!(
            "[[models]]\nname = \"{name}\"\nkind = \"{kind}\"\ncontext = 8000\n{more}price = {{ input = \"1\", output = \"0\" }}\ntargets = [{targets}]\n"
        )
    };
    let models = [
        model("e", "embedding", more),
        model("j", "moderation", more),
        model("m", "chat", ""),
    ];
    let toml = providers(&house.provider, &house.provider, OPEN) + &models.concat();
    Road::of(house, &toml)
}

const ONE: &str = "{ provider = \"one\", model = \"echo\" }";

fn embed(texts: Vec<String>) -> EmbedCall {
    EmbedCall {
        id: CallId::new(),
        purpose: Purpose::Api,
        llm: LlmName("e".into()),
        texts,
        dimensions: Some(8),
        cache: CacheUse::Full,
    }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// How often each text was embedded.
fn embedded(road: &Road) -> HashMap<String, usize> {
    let mut times = HashMap::new();
    let answered = road.house.provider.received().into_iter();
    for call in answered.filter(|call| call.status == Some(200)) {
        for text in call.body["input"].as_array().unwrap() {
            *times.entry(text.as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    times
}

impl Road {
    async fn embed(&self, call: EmbedCall) -> Result<Embedded> {
        self.gateway.embed(&self.house.caller, call).await
    }

    /// Somebody of whom nothing is known yet has them embedded.
    async fn embed_anew(&self, call: EmbedCall) -> Embedded {
        let address = format!("{}@example.org", CallId::new());
        let somebody = person(&self.house.tollgate, &address).await;
        self.gateway.embed(&somebody, call).await.unwrap()
    }

    async fn charges_of(&self, caller: &Caller) -> Vec<Charge> {
        let store = &self.house.tollgate.store;
        store.charges_of(caller.id()).await.unwrap()
    }

    /// What brings a batch of these callers' texts.
    fn carrier(&self) -> Carrier {
        Carrier {
            till: self.gateway.till(),
            chance: self.gateway.chance.clone(),
            routes: self.gateway.routes.clone(),
        }
    }

    /// Waits until the calls that are open have prompts of these lengths.
    async fn open_calls_are(&self, lengths: &[u64]) {
        let open = async || {
            let open = self.house.tollgate.store.open_calls().await.unwrap();
            let mut open: Vec<_> = open.iter().map(|call| call.input_counted).collect();
            open.sort_unstable();
            open
        };
        for _ in 0..1_000 {
            if open().await == lengths {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{:?}", open().await);
    }
}

type Heard = oneshot::Receiver<Result<Served<Vec<f32>>>>;

async fn portion(road: &Road, caller: &Caller, given: &[&str]) -> (Portion<Vec<f32>>, Heard) {
    let (reply, heard) = oneshot::channel();
    let errand = Errand {
        call: CallId::new(),
        caller,
        purpose: Purpose::Api,
        llm: &road.gateway.llm(&LlmName("e".into())).unwrap(),
    };
    let texts = Text::counted(texts(given).into_iter().enumerate().collect());
    let pieces = vec![texts.await.unwrap()];
    let held = road.gateway.hold_pieces(errand, pieces).await.unwrap();
    let (hold, texts) = held.pieces.into_iter().next().unwrap();
    let portion = Portion { hold, texts, reply };
    (portion, heard)
}

fn work() -> Embedding {
    Embedding {
        llm: LlmName("e".into()),
        dimensions: Some(8),
    }
}

#[tokio::test]
async fn texts_come_back_as_vectors_in_their_order_and_are_charged_once() {
    let road = road("", ONE).await;
    let call = embed(texts(&["one two", "three", "four five six"]));
    let id = call.id;
    let all = road.embed(call.clone()).await.unwrap();
    let receipt = &all.receipts[0];
    assert_eq!((all.receipts.len(), all.tokens()), (1, 6));
    assert_eq!(receipt.usage.source, UsageSource::Provider);
    assert_eq!((receipt.cost, receipt.tries()), (NanoDollars(6_000), 1));
    for (text, vector) in call.texts.into_iter().zip(&all.vectors) {
        let alone = road.embed_anew(embed(vec![text])).await;
        assert_eq!(&alone.vectors[0], vector);
        assert_eq!(vector.len(), 8);
    }
    let charges = road.charges_of(&road.house.caller).await;
    let charge = charges.iter().find(|charge| charge.call == id).unwrap();
    assert_eq!(
        (charge.cost, charge.outcome),
        (receipt.cost, Outcome::Complete)
    );
    assert_eq!(charge.provider, "One");
    road.open_calls_are(&[]).await;
}

/// A text whose vector is nobody else's: each digit of the number is a word, said so many times.
fn said(number: usize) -> String {
    let words = ["one ", "ten ", "hundred ", "thousand "]
        .into_iter()
        .enumerate();
    let digits = words.map(|(place, word)| word.repeat(number / 10_usize.pow(place as u32) % 10));
    format!("{}x", digits.collect::<String>())
}

#[tokio::test]
async fn of_ten_thousand_texts_each_is_embedded_once_though_one_call_in_ten_fails() {
    let road = road("inputs_per_call = 100\n", ONE).await;
    let all: Vec<_> = (0..10_000).map(said).collect();
    for n in 0..10 {
        let text = format!("\"{}\"", said(n * 1_000));
        let fails = Queued::from(Script::status(500)).for_body(text);
        road.house.provider.script(fails);
    }
    let mut call = embed(all.clone());
    call.dimensions = Some(64);
    let found = road.embed(call.clone()).await.unwrap();
    assert_eq!(road.asked(), (110, 0));
    let times = embedded(&road);
    assert_eq!(times.len(), 10_000);
    assert!(times.values().all(|times| *times == 1));
    assert!(road.house.provider.most_at_once() <= 5);
    let charges = road.charges_of(&road.house.caller).await;
    assert_eq!((charges.len(), found.tokens()), (100, 190_000));
    let sum: NanoDollars = charges.iter().map(|charge| charge.cost).sum();
    assert_eq!(sum, NanoDollars(190_000_000));
    // No two are the same, and those of some are what they are alone.
    let written = found.vectors.iter().map(|one| format!("{one:?}"));
    assert_eq!(written.collect::<HashSet<_>>().len(), 10_000);
    for n in [0, 99, 100, 4_321, 9_999] {
        call.id = CallId::new();
        call.texts = vec![all[n].clone()];
        let alone = road.embed_anew(call.clone()).await;
        assert_eq!(alone.vectors[0], found.vectors[n], "{n}");
    }
}

#[tokio::test]
async fn who_does_not_answer_is_passed_over_and_the_receipt_says_why() {
    let targets = "{ provider = \"one\", model = \"status-401\" }, { provider = \"two\", model = \"echo\", weight = 0 }";
    let road = road("", targets).await;
    let embedded = road.embed(embed(texts(&["one"]))).await.unwrap();
    let receipt = &embedded.receipts[0];
    assert_eq!((receipt.provider.as_str(), receipt.tries()), ("Two", 2));
    let refused = self::road("", "{ provider = \"one\", model = \"status-401\" }").await;
    let error = refused.embed(embed(texts(&["one"]))).await.unwrap_err();
    assert_eq!(error.code(), "provider_error");
    assert_eq!(refused.charges_of(&refused.house.caller).await, []);
    refused.open_calls_are(&[]).await;
}

#[tokio::test]
async fn texts_are_judged_in_their_order() {
    let road = road("", ONE).await;
    let call = ModerateCall {
        id: CallId::new(),
        purpose: Purpose::Moderation,
        llm: LlmName("j".into()),
        texts: texts(&["kind words", "now flag:violence please"]),
    };
    let judged = road
        .gateway
        .moderate(&road.house.caller, call)
        .await
        .unwrap();
    let flagged: Vec<_> = judged
        .verdicts
        .iter()
        .map(|verdict| verdict.flagged)
        .collect();
    assert_eq!(flagged, [false, true]);
    assert!(judged.verdicts[1].categories["violence"].flagged);
    let charges = road.charges_of(&road.house.caller).await;
    assert_eq!(
        (charges.len(), charges[0].purpose),
        (1, Purpose::Moderation)
    );
}

#[tokio::test]
async fn a_model_is_asked_for_what_it_does() {
    let road = road("", ONE).await;
    let (gateway, ada) = (&road.gateway, &road.house.caller);
    let chat = |llm: &str| Call {
        llm: LlmName(llm.into()),
        ..super::call("m")
    };
    let mut wrong = embed(texts(&["one"]));
    wrong.llm = LlmName("m".into());
    for error in [
        gateway.admit(ada, chat("e")).await.err().unwrap(),
        gateway.admit(ada, chat("j")).await.err().unwrap(),
        gateway.embed(ada, wrong).await.unwrap_err(),
    ] {
        assert_eq!(error.code(), "invalid_request", "{error}");
        assert!(error.to_string().contains("can do nothing else"), "{error}");
    }
    assert_eq!(road.asked(), (0, 0));
}

impl Road {
    /// The same, until all is known: vectors are kept while nobody waits.
    async fn embed_until_known(&self, given: &[&str]) -> Embedded {
        for _ in 0..500 {
            let embedded = self.embed(embed(texts(given))).await.unwrap();
            if embedded.known == given.len() {
                return embedded;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("they never became known");
    }
}

#[tokio::test]
async fn what_was_embedded_before_costs_nothing_also_after_a_restart() {
    let road = road("", ONE).await;
    let first = road
        .embed(embed(texts(&["one two", "three"])))
        .await
        .unwrap();
    assert_eq!((first.known, &first.spared), (0, &None));
    let known = road.embed_until_known(&["three", "one two"]).await;
    assert_eq!(
        known.vectors,
        [first.vectors[1].clone(), first.vectors[0].clone()]
    );
    assert_eq!((known.receipts.len(), known.tokens()), (0, 0));
    let spared = known.spared.unwrap();
    assert_eq!(
        (spared.cost, spared.saved),
        (NanoDollars::ZERO, NanoDollars(3_000))
    );
    assert_eq!(spared.outcome, Outcome::Cached);
    let charges = road.charges_of(&road.house.caller).await;
    assert!(charges.iter().any(|charge| charge.receipt() == spared));
    let asked = road.asked();

    // Only what is not known is sent.
    let more = road
        .embed(embed(texts(&["three", "four", "one two"])))
        .await
        .unwrap();
    assert_eq!((more.known, more.tokens()), (2, 1));
    assert_eq!(more.vectors[2], first.vectors[0]);
    assert_eq!(road.asked(), (asked.0 + 1, 0));

    let again = crate::testing::open(&road.house.provider, &road.house.dir).await;
    let space = crate::store::VectorSpace {
        account: road.house.caller.id(),
        model: "one/echo".into(),
        dimensions: Some(8),
    };
    let hashes = [crate::gateway::vectors::hash("three")];
    let kept = again
        .store
        .vectors(&space, &hashes, again.clock.now())
        .await;
    assert_eq!(kept.unwrap()[0].vector, first.vectors[1]);

    // Another account, another length, another week: it is not known.
    let other = road.embed_anew(embed(texts(&["three"]))).await;
    let mut shorter = embed(texts(&["three"]));
    shorter.dimensions = Some(4);
    let shorter = road.embed(shorter).await.unwrap();
    road.house.tollgate.clock.advance_seconds(7 * 24 * 60 * 60);
    let late = road.embed(embed(texts(&["three"]))).await.unwrap();
    assert_eq!((other.known, shorter.known, late.known), (0, 0, 0));
}

#[tokio::test]
async fn a_text_that_stands_twice_is_embedded_once() {
    let road = road("", ONE).await;
    let call = embed(texts(&["one", "two", "one", "one"]));
    let embedded_all = road.embed(call).await.unwrap();
    assert_eq!((embedded_all.known, embedded_all.tokens()), (2, 2));
    assert_eq!(embedded_all.vectors[0], embedded_all.vectors[3]);
    assert_ne!(embedded_all.vectors[0], embedded_all.vectors[1]);
    assert_eq!(embedded(&road).values().sum::<usize>(), 2);
}

#[tokio::test]
async fn who_wants_it_anew_gets_it_and_may_leave_nothing_behind() {
    let road = road("", ONE).await;
    let with = |cache, text: &str| EmbedCall {
        cache,
        ..embed(texts(&[text]))
    };
    road.embed_until_known(&["one"]).await;
    for cache in [CacheUse::Renew, CacheUse::Never] {
        let anew = road.embed(with(cache, "one")).await.unwrap();
        assert_eq!((anew.known, anew.tokens()), (0, 1));
    }
    road.embed(with(CacheUse::Never, "two")).await.unwrap();
    // What was kept after it is there; it is not.
    road.embed_until_known(&["three"]).await;
    let two = road.embed(embed(texts(&["two"]))).await.unwrap();
    assert_eq!(two.known, 0);
}
