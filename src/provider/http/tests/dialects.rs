//! What differs from dialect to dialect once a socket is between.

use super::*;
use tollgate_scripted_provider::Call;

const ALL: [Dialect; 4] = [
    Dialect::OpenAi,
    Dialect::Anthropic,
    Dialect::Google,
    Dialect::Ollama,
];

/// Those for which the scripted provider writes answers of its own.
const ANSWERED: [Dialect; 3] = [Dialect::OpenAi, Dialect::Anthropic, Dialect::Google];

fn provider_of(dialect: Dialect, scripted: &ScriptedProvider) -> HttpProvider {
    speaking(dialect, &scripted.base_url(), Timeouts::default())
}

fn usage(events: &[Event]) -> Option<Tokens> {
    events.iter().rev().find_map(|event| match event {
        Event::Usage(tokens) => Some(*tokens),
        _ => None,
    })
}

#[tokio::test]
async fn each_dialect_is_answered_with_usage_at_its_own_address() {
    let scripted = scripted().await;
    for (dialect, path) in ANSWERED.into_iter().zip([
        "/chat/completions",
        "/v1/messages",
        "/v1beta/models/echo:streamGenerateContent",
    ]) {
        let events = answer(&provider_of(dialect, &scripted), "echo").await;
        assert_eq!(text(&events), "You asked: who is there?", "{dialect:?}");
        assert_eq!(events.last(), Some(&Event::Finished(Finish::Stop)));
        let tokens = usage(&events).expect("usage");
        assert_eq!((tokens.input, tokens.output), (3, 5), "{dialect:?}");
        assert_eq!(scripted.received().last().expect("a call").path, path);
    }
}

#[tokio::test]
async fn ollamas_lines_are_read_as_they_come() {
    let scripted = scripted().await;
    let provider = provider_of(Dialect::Ollama, &scripted);
    let events = answer(&provider, "fixture:ollama/native-stream.ndjson").await;
    assert_eq!(text(&events), "Ahoj 🌍!");
    assert_eq!(usage(&events).map(|tokens| tokens.output), Some(6));
    assert_eq!(scripted.received()[0].path, "/api/chat");
    let plain = answer(&provider, "fixture:ollama/native-reply.json").await;
    assert_eq!(plain.last(), Some(&Event::Finished(Finish::Length)));
}

#[tokio::test]
async fn the_key_goes_where_the_dialect_wants_it_and_nowhere_else() {
    let scripted = scripted().await;
    for dialect in ALL {
        let stream = provider_of(dialect, &scripted).send(request("echo")).await;
        drop(stream);
    }
    let bearer = format!("Bearer {KEY}");
    let expected = [
        ("authorization", bearer.as_str()),
        ("x-api-key", KEY),
        ("x-goog-api-key", KEY),
        ("authorization", &bearer),
    ];
    let calls = scripted.received();
    assert_eq!(calls.len(), expected.len());
    for (call, (name, value)) in calls.iter().zip(expected) {
        assert_eq!(call.headers[name], value);
        let holding = call.headers.values().filter(|value| value.contains(KEY));
        assert_eq!(holding.count(), 1, "{}", call.path);
        assert!(!call.path.contains(KEY) && !call.body.to_string().contains(KEY));
    }
    assert_eq!(calls[1].headers["anthropic-version"], "2023-06-01");
}

#[tokio::test]
async fn usage_that_never_comes_is_not_invented_in_any_dialect() {
    let scripted = scripted().await;
    for dialect in ANSWERED {
        for scenario in ["no-usage", "zero-usage"] {
            let events = answer(&provider_of(dialect, &scripted), scenario).await;
            assert_eq!(usage(&events), None, "{dialect:?} {scenario}");
            assert_eq!(events.last(), Some(&Event::Finished(Finish::Stop)));
        }
    }
}

#[tokio::test]
async fn the_prompt_of_an_answer_that_breaks_off_is_known_and_its_output_not_guessed() {
    let scripted = scripted().await;
    let events = answer(&provider_of(Dialect::Anthropic, &scripted), "hang-up").await;
    assert!(matches!(events.last(), Some(Event::Failed(_))));
    let tokens = usage(&events).expect("the prompt");
    assert_eq!((tokens.input, tokens.output), (3, 0));
}

#[tokio::test]
async fn answers_that_break_off_keep_their_text_in_every_dialect() {
    let scripted = scripted().await;
    for dialect in ANSWERED {
        for scenario in ["unfinished", "hang-up", "reset"] {
            let provider = provider_of(dialect, &scripted);
            let events = answer(&provider, scenario).await;
            assert!(text(&events).starts_with("You"), "{dialect:?} {scenario}");
            let reason = provider.explain(failure_of(&events)).reason;
            assert!(matches!(reason, ProviderReason::BrokeOff), "{reason}");
        }
    }
}

#[tokio::test]
async fn an_error_under_status_200_fails_the_answer_with_its_status() {
    let scripted = scripted().await;
    for dialect in [Dialect::Anthropic, Dialect::Google] {
        let events = answer(&provider_of(dialect, &scripted), "error-event").await;
        assert_eq!(failure_of(&events).status, Some(500), "{dialect:?}");
    }
    let ollama = provider_of(Dialect::Ollama, &scripted);
    let events = answer(&ollama, "fixture:ollama/native-stream-error.ndjson").await;
    assert_eq!(text(&events), "Half");
    let message = "model runner has unexpectedly stopped";
    assert_eq!(failure_of(&events).message, message);
}

#[tokio::test]
async fn filters_and_limits_are_ends_of_their_own() {
    let scripted = scripted().await;
    for dialect in ANSWERED {
        for (scenario, finish) in [
            ("filtered", Finish::ContentFilter),
            ("length", Finish::Length),
        ] {
            let events = answer(&provider_of(dialect, &scripted), scenario).await;
            assert_eq!(events.last(), Some(&Event::Finished(finish)), "{dialect:?}");
        }
    }
    let google = provider_of(Dialect::Google, &scripted);
    let blocked = answer(&google, "fixture:google/reply-blocked-prompt.json").await;
    assert_eq!(
        blocked.last(),
        Some(&Event::Finished(Finish::ContentFilter))
    );
}

#[tokio::test]
async fn each_knows_which_429_is_worth_waiting_for() {
    let scripted = scripted().await;
    for (dialect, scenario, wait) in [
        (
            Dialect::Anthropic,
            "fixture:anthropic/error-429-rate-limit.json",
            Some(Duration::from_secs(16)),
        ),
        (
            Dialect::Google,
            "fixture:google/error-429-retryinfo.json",
            Some(Duration::from_millis(48_500)),
        ),
        (Dialect::Google, "status-429", None),
        (Dialect::OpenAi, "status-429", None),
        (
            Dialect::Anthropic,
            "fixture:anthropic/error-529-overloaded.json",
            None,
        ),
    ] {
        let refused = reason(&provider_of(dialect, &scripted), scenario).await;
        assert!(refused.is_retryable(), "{scenario}: {refused}");
        let ProviderReason::Refused { retry_after, .. } = refused else {
            panic!("{refused}");
        };
        assert_eq!(retry_after, wait, "{scenario}");
    }
    for (dialect, scenario) in [
        (Dialect::OpenAi, "quota"),
        (Dialect::Anthropic, "status-429"),
        (Dialect::Anthropic, "status-402"),
        (Dialect::Google, "status-402"),
        (Dialect::OpenAi, "status-413"),
        (Dialect::Anthropic, "status-413"),
    ] {
        let refused = reason(&provider_of(dialect, &scripted), scenario).await;
        assert!(!refused.is_retryable(), "{dialect:?} {scenario}: {refused}");
    }
}

#[tokio::test]
async fn keys_and_prompts_that_are_refused_have_one_code_everywhere() {
    let scripted = scripted().await;
    for (dialect, scenario, expected) in [
        (
            Dialect::Anthropic,
            "fixture:anthropic/error-400-too-long.json",
            "context_length_exceeded",
        ),
        (
            Dialect::Google,
            "fixture:google/error-400-key.json",
            "invalid_api_key",
        ),
    ] {
        let refused = reason(&provider_of(dialect, &scripted), scenario).await;
        assert!(!refused.is_retryable(), "{scenario}");
        let ProviderReason::Refused { failure, .. } = refused else {
            panic!("{refused}");
        };
        assert_eq!(failure.code.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn dropping_an_answer_ends_the_call_in_every_dialect() {
    let scripted = scripted().await;
    for dialect in ANSWERED {
        let provider = provider_of(dialect, &scripted);
        let mut stream = provider.send(request("endless")).await.expect("an answer");
        assert!(stream.next().await.is_some());
        drop(stream);
    }
    let gone = |calls: &[Call]| calls.iter().all(|call| call.outcome == Outcome::ClientGone);
    let all_gone = scripted.wait_until(gone).await;
    all_gone.expect("the end of the calls");
}

#[tokio::test]
async fn an_endless_line_is_cut_in_every_dialect() {
    let scripted = scripted().await;
    for dialect in ALL {
        let line = Step::Repeat(Repeat {
            times: None,
            steps: vec![Step::Send("x".repeat(10_000))],
        });
        let kind = ("content-type".to_owned(), "application/x-ndjson".to_owned());
        let head = Step::Headers(BTreeMap::from([kind]));
        let steps = match dialect {
            Dialect::Ollama => vec![head, line],
            _ => vec![line],
        };
        scripted.script(Script::of(steps));
        let provider = provider_of(dialect, &scripted);
        let events = answer(&provider, "echo").await;
        let reason = provider.explain(failure_of(&events)).reason;
        assert!(matches!(reason, ProviderReason::Unreadable(_)), "{reason}");
    }
}
