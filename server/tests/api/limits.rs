//! What an account may not use: who is told what, that nothing is overspent, and that nothing is kept back.

use crate::browser::{Browser, Reply, eventually};
use crate::test_app::{Person, TestApp, Wishes, prompt};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tollgate::types::{
    AlertLevel, AnswerId, BudgetKind, Limit, Limits, NanoDollars, Standing, Timestamp,
};

const PATH: &str = "/v1/chat/completions";
/// A tenth of a dollar.
const BUDGET: NanoDollars = NanoDollars(100_000_000);

struct House {
    app: TestApp,
    ada: Person,
    key: String,
    program: Browser,
}

/// Ada, with these limits apart from her tier's, which are none.
async fn house(limits: Limits) -> House {
    let more = |url: &str| {
        let model = |name: &str, upstream: &str| {
            format!(
                "[[models]]\nname = \"{name}\"\nupstream = \"{upstream}\"\nprovider = \"dear\"\ncontext = 8000\nprice = {{ input = \"100\", output = \"200\" }}\n"
            )
        };
        format!(
            "[[providers]]\nname = \"dear\"\nbase_url = \"{url}/v1\"\n[shaping.dear]\nat_once = 100\napart_ms = 0\n{}{}",
            model("dear", "echo"),
            model("dear-slow", "slow-20")
        )
    };
    let app = TestApp::with(Wishes {
        more: Some(Box::new(more)),
        ..Wishes::default()
    })
    .await;
    let ada = app.person("ada").await;
    let key = app.key(&ada).await;
    let store = &app.tollgate.store;
    assert!(
        store
            .set_own_limits(ada.account.id, &limits, None, Timestamp(0))
            .await
            .unwrap()
    );
    let program = app.visitor();
    House {
        app,
        ada,
        key,
        program,
    }
}

fn budget() -> Limits {
    Limits {
        daily_budget: Some(BUDGET),
        ..Limits::default()
    }
}

/// Of an error in OpenAI's form.
fn code(reply: &Reply) -> String {
    reply.json()["error"]["code"].as_str().unwrap().to_owned()
}

impl House {
    async fn ask(&self, model: &str, text: &str, changes: Value) -> Reply {
        let messages = json!([{ "role": "user", "content": text }]);
        let mut body = json!({ "model": model, "messages": messages });
        let fields = changes.as_object().unwrap().clone();
        body.as_object_mut().unwrap().extend(fields);
        let request = self.program.request(Method::POST, PATH);
        let request = request.bearer_auth(&self.key).json(&body);
        self.program.reply(request).await
    }

    async fn standing(&self, limit: Limit) -> Standing {
        let tollgate = &self.app.tollgate;
        let now = tollgate.clock.now();
        let standing = tollgate.store.standing(self.ada.account.id, now);
        let mut standing = standing.await.unwrap().into_iter();
        standing.find(|one| one.limit == limit).unwrap()
    }

    async fn nothing_is_held(&self) -> Standing {
        let store = &self.app.tollgate.store;
        eventually(|| async { store.open_calls().await.unwrap().is_empty() }).await;
        let found = self.app.tollgate.ledger.check().await.unwrap();
        assert_eq!(found, []);
        self.standing(Limit::DailyBudget).await
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_streams_at_once_overspend_nothing_and_the_rest_can_be_spent() {
    let house = house(budget()).await;
    let ask = async |n: usize| {
        let text = format!("Question {n:>3}");
        house
            .ask(
                "dear-slow",
                &text,
                json!({ "stream": true, "max_tokens": 10 }),
            )
            .await
    };
    let replies = join_all((0..64).map(ask)).await;
    let count = |status| {
        replies
            .iter()
            .filter(|reply| reply.status == status)
            .count()
    };
    let day = house.nothing_is_held().await;
    // All ask for the same, and each fits or does not.
    let refused = replies.iter().find(|reply| reply.status == 402).unwrap();
    assert_eq!(count(200) + count(402), 64);
    assert_eq!(code(refused), "budget_exceeded");
    assert_eq!(refused.header("x-ratelimit-resource"), "daily_budget");
    assert_eq!(refused.header("x-ratelimit-limit"), BUDGET.0.to_string());
    // 12 bytes, 16 around the message and 64 around all, and 10 tokens of an answer.
    let hold = (12 + 16 + 64) * 100_000 + 10 * 200_000;
    assert_eq!(count(200), usize::try_from(BUDGET.0 / hold).unwrap());
    assert!(day.settled > 0 && day.settled <= BUDGET.0, "{day:?}");

    // One after the other, to the last that fits.
    let mut asked = 0;
    let refused = loop {
        let text = format!("Question {:>3}", 100 + asked);
        let reply = house.ask("dear", &text, json!({ "max_tokens": 10 })).await;
        match reply.status {
            200 => asked += 1,
            402 => break reply,
            other => panic!("{other} {reply:?}"),
        }
    };
    assert!(asked > 0, "{refused:?}");
    let day = house.nothing_is_held().await;
    assert!(
        day.settled <= BUDGET.0 && day.settled + hold > BUDGET.0,
        "{day:?}"
    );
    let left = (BUDGET.0 - day.settled).to_string();
    assert_eq!(refused.header("x-ratelimit-remaining"), left);
    let seconds: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=86_400).contains(&seconds));

    // And was told on the way, once.
    let store = &house.app.tollgate.store;
    let alerts = store
        .alerts_of(house.ada.account.id, None, 10)
        .await
        .unwrap();
    let told: Vec<_> = alerts
        .iter()
        .map(|alert| (alert.budget, alert.level))
        .collect();
    assert_eq!(told, [(BudgetKind::Daily, AlertLevel::Warning)]);
}

#[tokio::test]
async fn an_answer_of_no_stated_length_is_as_long_as_fits_and_says_so() {
    let house = house(Limits {
        tokens_per_day: Some(1_000),
        ..Limits::default()
    })
    .await;
    let reply = house.ask("echo", "How long?", json!({})).await;
    assert_eq!(reply.status, 200, "{reply:?}");
    // 10 tokens as we count them, 16 around the message and 64 around all.
    let fits = 1_000 - (10 + 16 + 64);
    assert_eq!(reply.header("x-tollgate-max-tokens"), fits.to_string());
    let sent = house.app.provider.received().pop().unwrap();
    let told = sent
        .body
        .get("max_tokens")
        .or(sent.body.get("max_completion_tokens"));
    assert_eq!(told, Some(&json!(fits)));
    // Who says a length gets that or nothing.
    let reply = house
        .ask("echo", "How long now?", json!({ "max_tokens": 1_000 }))
        .await;
    assert_eq!((reply.status, code(&reply)), (429, "rate_limited".into()));
    let message = reply.json()["error"]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(message.contains("would fit now"), "{message}");
}

#[tokio::test]
async fn requests_an_hour_are_told_with_each_answer_and_refused_with_the_time_to_come_back() {
    let house = house(Limits {
        requests_per_hour: Some(2),
        ..Limits::default()
    })
    .await;
    for left in ["1", "0"] {
        let reply = house.ask("echo", left, json!({})).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.header("x-ratelimit-resource"), "requests_per_hour");
        assert_eq!(reply.header("x-ratelimit-limit"), "2");
        assert_eq!(reply.header("x-ratelimit-remaining"), left);
        let reset: u64 = reply.header("x-ratelimit-reset").parse().unwrap();
        assert!((1..=3_600).contains(&reset));
    }
    let refused = house.ask("echo", "more", json!({})).await;
    assert_eq!(
        (refused.status, code(&refused)),
        (429, "rate_limited".into())
    );
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=3_600).contains(&wait));
    // It is the same account in the browser.
    let prompt = prompt("echo", "And here?");
    let refused = house.ada.browser.send_prompt(&prompt).await;
    assert_eq!(
        (refused.status, refused.code()),
        (429, "rate_limited".into())
    );
    let opened = [("chat", prompt.chat.to_string())];
    let opened: Vec<_> = opened
        .iter()
        .map(|(name, id)| (*name, id.as_str()))
        .collect();
    let chat = house.ada.browser.call("open_chat", &opened).await;
    assert_eq!(chat.status, 404, "what is refused is not stored");
}

#[tokio::test]
async fn a_question_for_which_no_money_is_left_stays_with_who_asked() {
    let house = house(Limits {
        daily_budget: Some(NanoDollars(1)),
        ..Limits::default()
    })
    .await;
    let asked = prompt("dear", "What does it cost?");
    let refused = house.ada.browser.send_prompt(&asked).await;
    assert_eq!(
        (refused.status, refused.code()),
        (402, "budget_exceeded".into())
    );
    let chat = asked.chat.to_string();
    let chat = house
        .ada
        .browser
        .call("open_chat", &[("chat", &chat)])
        .await;
    assert_eq!(chat.status, 404, "{chat:?}");
    assert_eq!(house.nothing_is_held().await.held, 0);
}

#[tokio::test]
async fn an_answer_that_may_not_be_written_again_stays_as_it_is() {
    let house = house(Limits {
        requests_per_hour: Some(1),
        ..Limits::default()
    })
    .await;
    let browser = &house.ada.browser;
    let asked = browser.ask("echo", "Only once.").await;
    browser.whole(asked.answer).await;
    let (question, answer) = (asked.question.to_string(), AnswerId::new());
    let again = [
        ("question", question.as_str()),
        ("answer", &answer.to_string()),
    ];
    let refused = browser.call("regenerate_answer", &again).await;
    assert_eq!(
        (refused.status, refused.code()),
        (429, "rate_limited".into())
    );
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 0);
    let store = &house.app.tollgate.store;
    assert_eq!(
        store.answer(house.ada.account.id, answer).await.unwrap(),
        None
    );
    let chat = asked.chat.to_string();
    let chat = browser.call("open_chat", &[("chat", &chat)]).await.json();
    assert_eq!(chat["turns"][0]["answers"].as_array().unwrap().len(), 1);
    assert_eq!(store.open_calls().await.unwrap(), []);
}

#[tokio::test]
async fn an_answer_that_is_kept_is_given_also_when_nothing_is_left_to_spend() {
    let house = house(budget()).await;
    let asked = json!({ "max_tokens": 10 });
    let first = house.ask("dear", "Again?", asked.clone()).await;
    assert_eq!(first.header("x-tollgate-cache"), "miss");
    let store = &house.app.tollgate.store;
    let cap = store.set_daily_cap(house.ada.account.id, Some(NanoDollars(1)));
    assert!(cap.await.unwrap());
    let kept = house.ask("dear", "Again?", asked.clone()).await;
    assert_eq!(kept.status, 200, "{kept:?}");
    assert_eq!(kept.header("x-tollgate-cache"), "hit");
    let other = house.ask("dear", "Something else?", asked).await;
    assert_eq!(
        (other.status, code(&other)),
        (402, "budget_exceeded".into())
    );
    house.nothing_is_held().await;
    // What costs nothing is never too dear, and neither is a shut door one for good.
    assert!(
        store
            .set_daily_cap(house.ada.account.id, None)
            .await
            .unwrap()
    );
    let other = house
        .ask("dear", "Something else?", json!({ "max_tokens": 10 }))
        .await;
    assert_eq!(other.status, 200);
}

#[tokio::test]
async fn embeddings_hold_what_they_may_cost_all_or_nothing() {
    let house = house(Limits {
        tokens_per_day: Some(200),
        ..Limits::default()
    })
    .await;
    let embed = async |texts: Value| {
        let request = house.program.request(Method::POST, "/v1/embeddings");
        let body = json!({ "model": "embedding", "input": texts });
        house
            .program
            .reply(request.bearer_auth(&house.key).json(&body))
            .await
    };
    let one = embed(json!(["a", "b", "c"])).await;
    assert_eq!(one.status, 200, "{one:?}");
    let long = "x".repeat(300);
    let refused = embed(json!(["d", long])).await;
    assert_eq!(
        (refused.status, code(&refused)),
        (429, "rate_limited".into())
    );
    // What is known needs no room.
    let known = embed(json!(["a", "b", "c"])).await;
    assert_eq!(
        (known.status, known.header("x-tollgate-cache")),
        (200, "hit")
    );
    let tokens = house.standing(Limit::TokensPerDay).await;
    assert_eq!((tokens.settled, tokens.held), (3, 0));
}
