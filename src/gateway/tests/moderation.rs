//! What is judged before it goes on, by whom, who pays for it, and what is written down.

use super::road::{OPEN, Road, providers};
use crate::error::{Error, Result};
use crate::gateway::{Call, EmbedCall, TITLE_TASK};
use crate::provider::Message;
use crate::store::Decision;
use crate::testing::house;
use crate::types::{CallId, Category, LlmName, NanoDollars, Purpose, Verdict};
use sha2::{Digest, Sha256};
use tollgate_scripted_provider::{Queued, Script};

const RULE: &str = "[[moderation.rules]]\ncategory = \"names\"\nwords = [\"Project Falcon\"]\n";
const GUARD: &str = "[moderation]\nengine = \"llama-guard\"\nmodel = \"guard\"\n";

/// `m` answers, `e` embeds, `guard` and `j` judge.
async fn road(settings: &str) -> Road {
    let house = house().await;
    let model = |name: &str, kind: &str| {
        format!(
            "[[models]]\nname = \"{name}\"\nkind = \"{kind}\"\ncontext = 8000\nprice = {{ input = \"1\", output = \"2\" }}\ntargets = [{{ provider = \"one\", model = \"{name}-there\" }}]\n"
        )
    };
    let models = [
        model("m", "chat"),
        model("guard", "chat"),
        model("e", "embedding"),
        model("j", "moderation"),
    ];
    let toml = settings.to_owned() + &providers(&house.provider, &house.provider, OPEN);
    let answer = Queued::from(Script::say("An answer.")).for_model("m-there");
    house.provider.script(answer.always());
    Road::of(house, &(toml + &models.concat()))
}

fn call(purpose: Purpose, asked: &[&str]) -> Call {
    let person = |text: &&str| Message::person(*text);
    Call {
        purpose,
        messages: asked.iter().map(person).collect(),
        ..super::call("m")
    }
}

impl Road {
    async fn says(&self, call: Call) -> Result<String> {
        let answer = self.gateway.ask(&self.house.caller, call).await?;
        Ok(answer.collect().await?.0)
    }

    async fn chat(&self, text: &str) -> Result<String> {
        self.says(call(Purpose::Chat, &[text])).await
    }

    fn guard_says(&self, verdict: &str) {
        let queued = Queued::from(Script::say(verdict)).for_model("guard-there");
        self.house.provider.script(queued.always());
    }

    /// How often this model was asked.
    fn times(&self, model: &str) -> usize {
        let received = self.house.provider.received();
        let asked = received.iter().filter(|call| call.body["model"] == model);
        asked.count()
    }

    /// All decisions, once there are so many.
    async fn decisions(&self, many: usize) -> Vec<Decision> {
        let mut decisions = Vec::new();
        for _ in 0..500 {
            self.gateway.write_up().await;
            let store = &self.house.tollgate.store;
            decisions = store.decisions_of(self.house.caller.id()).await.unwrap();
            if decisions.len() >= many {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(decisions.len(), many, "{decisions:?}");
        decisions
    }

    async fn spent_on(&self, purpose: Purpose) -> Vec<NanoDollars> {
        let store = &self.house.tollgate.store;
        let charges = store.charges_of(self.house.caller.id()).await.unwrap();
        let made_for = charges.iter().filter(|charge| charge.purpose == purpose);
        made_for.map(|charge| charge.cost).collect()
    }
}

fn categories(refused: Result<String>) -> Vec<String> {
    match refused {
        Err(Error::ContentPolicy { categories }) => {
            categories.into_iter().map(String::from).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_the_policy_refuses_reaches_nobody_and_costs_nothing() {
    let road = road(RULE).await;
    let text = "What is Project Falcon?";
    assert_eq!(categories(road.chat(text).await), ["names"]);
    assert_eq!(road.house.provider.received().len(), 0);
    let store = &road.house.tollgate.store;
    assert_eq!(store.open_calls().await.unwrap(), []);
    assert_eq!(store.charges_of(road.house.caller.id()).await.unwrap(), []);

    let decision = road.decisions(1).await.remove(0);
    assert_eq!(decision.verdict, Verdict::Blocked);
    assert_eq!(decision.engine, "built-in");
    assert_eq!(decision.text_hash, <[u8; 32]>::from(Sha256::digest(text)));
    assert_eq!(decision.text, None);
    let scores: Vec<_> = decision.scores.iter().map(|(found, _)| found).collect();
    assert_eq!(scores, [&Category::Own("names".into())]);
}

#[tokio::test]
async fn every_call_leaves_one_decision() {
    let road = road("[moderation]\nkeep_text = true\n").await;
    assert_eq!(road.chat("What is a falcon?").await.unwrap(), "An answer.");
    assert!(road.chat("How do I make a bomb?").await.is_ok());
    let mut decisions = road.decisions(2).await;
    decisions.sort_by_key(|decision| decision.verdict.as_str());
    let seen = decisions.iter();
    let seen: Vec<_> = seen
        .map(|decision| (decision.verdict, decision.text.as_deref().unwrap()))
        .collect();
    assert_eq!(
        seen,
        [
            (Verdict::Flagged, "How do I make a bomb?"),
            (Verdict::Passed, "What is a falcon?"),
        ]
    );
}

#[tokio::test]
async fn of_a_chat_the_newest_question_is_judged_and_of_a_program_all_but_answers() {
    let road = road(RULE).await;
    let before = ["About Project Falcon", "And now?"];
    assert!(road.says(call(Purpose::Chat, &before)).await.is_ok());
    let refused = road.says(call(Purpose::Api, &before)).await;
    assert_eq!(categories(refused), ["names"]);
    for hidden in [
        Message::system("Tell all about Project Falcon."),
        Message::Tool {
            call: "call-1".into(),
            text: "project falcon".into(),
        },
    ] {
        let mut call = call(Purpose::Api, &["And now?"]);
        call.messages.insert(0, hidden);
        assert_eq!(categories(road.says(call).await), ["names"]);
    }
    let said = Message::model("Project Falcon is secret.");
    let mut told = call(Purpose::Api, &["And now?"]);
    told.messages.insert(0, said);
    assert!(road.says(told).await.is_ok());
    let title = format!("{TITLE_TASK}About Project Falcon");
    let refused = road.says(call(Purpose::Title, &[&title])).await;
    assert_eq!(categories(refused), ["names"]);
}

#[tokio::test]
async fn texts_to_be_embedded_are_judged_too() {
    let road = road(RULE).await;
    let call = EmbedCall {
        cache: crate::gateway::CacheUse::Full,
        id: CallId::new(),
        purpose: Purpose::Api,
        llm: LlmName("e".into()),
        texts: ["Kestrel", "project falcon"].map(str::to_owned).into(),
        dimensions: None,
    };
    let refused = road.gateway.embed(&road.house.caller, call).await;
    assert_eq!(refused.unwrap_err().code(), "content_policy");
    assert_eq!(road.house.provider.received().len(), 0);
}

#[tokio::test]
async fn a_model_judges_at_the_cost_of_whoever_asks_and_is_not_judged_itself() {
    let road = road(GUARD).await;
    road.guard_says("unsafe\nS4,S1");
    // Only the worst of both is refused by the usual policy.
    assert_eq!(
        categories(road.chat("A question.").await),
        ["sexual/minors"]
    );
    assert_eq!((road.times("guard-there"), road.times("m-there")), (1, 0));
    let spent = road.spent_on(Purpose::Moderation).await;
    assert!(
        spent.len() == 1 && spent[0] > NanoDollars::ZERO,
        "{spent:?}"
    );
    let decision = road.decisions(1).await.remove(0);
    assert_eq!(
        (decision.verdict, decision.engine.as_str()),
        (Verdict::Blocked, "guard")
    );
    assert_eq!(road.house.tollgate.store.open_calls().await.unwrap(), []);
}

#[tokio::test]
async fn nobody_pays_twice_for_a_verdict() {
    let road = road(GUARD).await;
    road.guard_says("\n\nsafe");
    assert_eq!(road.chat("A question.").await.unwrap(), "An answer.");
    let title = format!("{TITLE_TASK}A question.");
    assert!(road.says(call(Purpose::Title, &[&title])).await.is_ok());
    let all = ["A question.", "Another.", "Another."];
    assert!(road.says(call(Purpose::Api, &all)).await.is_ok());
    assert_eq!(road.times("guard-there"), 2);
    road.decisions(3).await;
}

#[tokio::test]
async fn own_words_count_beside_any_engine_and_come_first() {
    let road = road(&(GUARD.to_owned() + RULE)).await;
    assert_eq!(categories(road.chat("project-falcon").await), ["names"]);
    assert_eq!(road.times("guard-there"), 0);
}

#[tokio::test]
async fn an_engine_that_fails_refuses_or_lets_through_as_the_policy_says() {
    for (policy, expected) in [
        ("", Verdict::FailedClosed),
        ("on_failure = \"open\"\n", Verdict::FailedOpen),
    ] {
        let road = road(&(GUARD.to_owned() + policy)).await;
        road.guard_says("I would say that it is safe.");
        let said = road.chat("A question.").await;
        match expected {
            Verdict::FailedOpen => assert_eq!(said.unwrap(), "An answer."),
            _ => assert_eq!(said.unwrap_err().code(), "unchecked"),
        }
        let decision = road.decisions(1).await.remove(0);
        assert_eq!(
            (decision.verdict, decision.engine.as_str()),
            (expected, "guard")
        );
        // It was asked, so it is paid.
        assert_eq!(road.spent_on(Purpose::Moderation).await.len(), 1);
    }
}

#[tokio::test]
async fn an_engine_that_answers_with_an_error_is_not_asked_to_no_end() {
    let road = road(GUARD).await;
    let down = Queued::from(Script::status(401)).for_model("guard-there");
    road.house.provider.script(down.always());
    let refused = road.chat("A question.").await.unwrap_err();
    assert_eq!(refused.code(), "unchecked");
    assert!(refused.is_retryable());
    assert_eq!((road.times("guard-there"), road.times("m-there")), (1, 0));
    assert_eq!(road.spent_on(Purpose::Moderation).await, []);
}

#[tokio::test]
async fn openais_moderations_judge() {
    let road = road("[moderation]\nengine = \"openai\"\nmodel = \"j\"\n[moderation.categories]\nviolence = \"block\"\n").await;
    assert_eq!(road.chat("kind words").await.unwrap(), "An answer.");
    let refused = road.chat("flag:violence please").await;
    assert_eq!(categories(refused), ["violence"]);
    assert_eq!((road.times("j-there"), road.times("m-there")), (2, 1));
    assert!(road.chat("kind words").await.is_ok());
    assert_eq!(road.times("j-there"), 2);
}
