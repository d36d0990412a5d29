use super::*;
use crate::testing::{house, person, prompt};
use crate::types::{AnswerEvent, AnswerState, Outcome, Tokens, UsageSource};
use futures::StreamExt;
use tollgate_scripted_provider::{Queued, Script, Step};

#[tokio::test]
async fn a_question_is_answered_and_charged_with_the_providers_usage() {
    let house = house().await;
    let prompt = prompt("echo", "three short words");
    house.send(&prompt).await;
    let read = house.read(prompt.answer, Position::default()).await;
    assert_eq!(read.text, "You asked: three short words");
    assert_eq!(read.state, Some(AnswerState::Complete));

    let charges = house.charges().await;
    assert_eq!(charges.len(), 1);
    let tokens = Tokens {
        input: 3,
        output: 5,
        ..Tokens::default()
    };
    assert_eq!(charges[0].usage.tokens, tokens);
    assert_eq!(charges[0].usage.source, UsageSource::Provider);
    assert_eq!(charges[0].cost.0, 3 * 1_000 + 5 * 2_000);
}

#[tokio::test]
async fn who_goes_while_a_turn_is_written_leaves_none_that_nobody_answers() {
    let house = house().await;
    for polls in 1..12 {
        let prompt = prompt("echo", "are you there?");
        let mut sending = Box::pin(
            house
                .tollgate
                .turns
                .send_prompt(&house.caller, prompt.clone()),
        );
        for _ in 0..polls {
            if futures::poll!(&mut sending).is_ready() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_micros(300)).await;
        }
        drop(sending);
        // Sent again, it is answered, whether or not it had been written.
        house.send(&prompt).await;
        let read = house.read(prompt.answer, Position::default());
        let read = tokio::time::timeout(std::time::Duration::from_secs(20), read).await;
        assert_eq!(
            read.unwrap().state,
            Some(AnswerState::Complete),
            "after {polls} polls"
        );
    }
}

#[tokio::test]
async fn an_answer_without_a_word_says_so_itself() {
    let house = house().await;
    let silent = prompt("say:", "anybody there?");
    house.send(&silent).await;
    let read = house.read(silent.answer, Position::default()).await;
    assert_eq!(
        (read.text.as_str(), read.state),
        ("", Some(AnswerState::Failed))
    );
    let error = read.error.unwrap();
    assert_eq!(error, "Scripted ended the answer without saying anything.");

    let filtered = prompt("filtered", "tell me");
    house.send(&filtered).await;
    let read = house.read(filtered.answer, Position::default()).await;
    assert_eq!(read.state, Some(AnswerState::Refused));
    assert!(read.error.is_some());
}

#[tokio::test]
async fn the_same_prompt_twice_is_one_turn_and_one_charge() {
    let house = house().await;
    let prompt = prompt("slow-20", "once");
    let turns = &house.tollgate.turns;
    house.send(&prompt).await;
    house.send(&prompt).await;
    house.read(prompt.answer, Position::default()).await;
    house.send(&prompt).await;
    assert_eq!(house.charges().await.len(), 1);
    let chat = house
        .tollgate
        .chats
        .open(&house.caller, prompt.chat)
        .await
        .unwrap();
    assert_eq!(chat.turns.len(), 1);

    let other = crate::types::Prompt {
        text: "something else".into(),
        ..prompt
    };
    let error = turns.send_prompt(&house.caller, other).await.unwrap_err();
    assert_eq!(error.code(), "conflict");
}

#[tokio::test]
async fn a_reader_who_comes_back_gets_the_rest_and_nothing_twice() {
    let house = house().await;
    let prompt = prompt("slow-20", "one two three four five six");
    house.send(&prompt).await;
    let whole = house.read(prompt.answer, Position::default()).await;
    let middle = whole.positions[whole.positions.len() / 2];
    let rest = house.read(prompt.answer, middle).await;
    assert_eq!(rest.text, whole.text[middle.text..]);
    let nonsense = Position {
        text: 9_999,
        reasoning: 0,
    };
    assert_eq!(house.read(prompt.answer, nonsense).await.text, whole.text);
}

#[tokio::test]
async fn stopping_keeps_the_text_and_charges_what_came() {
    let house = house().await;
    let prompt = prompt("stall", "go on for ever");
    house.send(&prompt).await;
    let events = house
        .tollgate
        .turns
        .events(&house.caller, prompt.answer, Position::default());
    let mut events = Box::pin(events.await.unwrap());
    events.next().await.unwrap();
    house
        .tollgate
        .turns
        .stop(&house.caller, prompt.answer)
        .await
        .unwrap();
    let read = house.read(prompt.answer, Position::default()).await;
    assert_eq!(read.state, Some(AnswerState::Stopped));
    assert!(!read.text.is_empty());
    let charges = house.charges().await;
    assert_eq!((charges.len(), charges[0].outcome), (1, Outcome::Stopped));
    assert_eq!(charges[0].usage.source, UsageSource::Counted);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_costs_nothing() {
    let house = house().await;
    let prompt = prompt("status-500", "anyone there");
    house.send(&prompt).await;
    let read = house.read(prompt.answer, Position::default()).await;
    assert_eq!(read.state, Some(AnswerState::Failed));
    assert_eq!(
        read.error.as_deref(),
        Some("Scripted answered with an error (500). Nothing was charged.")
    );
    assert!(house.charges().await.is_empty());
    assert!(house.tollgate.store.open_calls().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_the_provider_does_not_say_is_counted_and_marked() {
    let house = house().await;
    for model in ["no-usage", "zero-usage"] {
        let prompt = prompt(model, "count this");
        house.send(&prompt).await;
        house.read(prompt.answer, Position::default()).await;
    }
    for charge in house.charges().await {
        assert_eq!(charge.usage.source, UsageSource::Counted);
        assert!(charge.usage.tokens.input > 0 && charge.usage.tokens.output > 0);
        assert!(charge.cost.0 > 0);
    }
}

#[tokio::test]
async fn anothers_answer_looks_like_one_that_does_not_exist() {
    let house = house().await;
    let prompt = prompt("echo", "mine");
    house.send(&prompt).await;
    let other = person(&house.tollgate, "grace@example.org").await;
    let turns = &house.tollgate.turns;
    assert_eq!(
        turns.stop(&other, prompt.answer).await.unwrap_err().code(),
        "not_found"
    );
    let events = turns
        .events(&other, prompt.answer, Position::default())
        .await;
    assert_eq!(events.err().map(|error| error.code()), Some("not_found"));
    let new = crate::types::AnswerId::new();
    let again = turns
        .regenerate(&other, prompt.question, new)
        .await
        .unwrap_err();
    assert_eq!(again.code(), "not_found");
}

#[tokio::test]
async fn another_answer_to_the_same_question_is_a_sibling() {
    let house = house().await;
    let prompt = prompt("echo", "again");
    house.send(&prompt).await;
    house.read(prompt.answer, Position::default()).await;
    let second = crate::types::AnswerId::new();
    house
        .tollgate
        .turns
        .regenerate(&house.caller, prompt.question, second)
        .await
        .unwrap();
    house.read(second, Position::default()).await;
    let chat = house
        .tollgate
        .chats
        .open(&house.caller, prompt.chat)
        .await
        .unwrap();
    let answers: Vec<_> = chat.turns[0]
        .answers
        .iter()
        .map(|answer| answer.id)
        .collect();
    assert_eq!(answers, [prompt.answer, second]);
}

#[tokio::test]
async fn the_end_of_the_process_interrupts_what_is_left_and_keeps_its_text() {
    let house = house().await;
    let prompt = prompt("stall", "too late");
    house.send(&prompt).await;
    let events = house
        .tollgate
        .turns
        .events(&house.caller, prompt.answer, Position::default());
    let mut events = Box::pin(events.await.unwrap());
    events.next().await.unwrap();
    house
        .tollgate
        .turns
        .shut_down(std::time::Duration::ZERO)
        .await;
    let (_, answer) = house
        .tollgate
        .store
        .answer(house.caller.id(), prompt.answer)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(answer.state, AnswerState::Interrupted);
    assert!(!answer.text.is_empty());
    assert_eq!(house.charges().await.len(), 1);
}

/// Made up, and put together here so that no search for secrets takes it for a leak.
fn secret() -> String {
    ["s", "k-", &"abc123".repeat(8)].concat()
}

#[tokio::test]
async fn what_is_read_and_what_is_kept_are_the_same_and_without_secrets() {
    let house = house().await;
    let title = Script::say(format!("A key {}", &secret()[..40]));
    let title = Queued::from(title).for_body("Write a title");
    house.provider.script(title);
    let prompt = prompt("slow-20", &format!("take {} now", secret()));
    house.send(&prompt).await;
    let live = house.read(prompt.answer, Position::default()).await;
    assert_eq!(live.text, "You asked: take [REDACTED] now");
    let later = house.read(prompt.answer, Position::default()).await;
    assert_eq!(later.text, live.text);
    let chats = &house.tollgate.chats;
    let chat = chats.open(&house.caller, prompt.chat).await.unwrap();
    assert_eq!(chat.turns[0].answers[0].text, live.text);
    assert_eq!(chat.title, "A key [REDACTED]");
    // The question is the person's own.
    assert!(chat.turns[0].question.text.contains(&secret()));
}

#[tokio::test]
async fn stopping_neither_loses_nor_shows_what_was_held_back() {
    let house = house().await;
    for (text, kept) in [
        (format!("It is {}", secret()), "It is [REDACTED]"),
        ("Ask for the api".to_owned(), "Ask for the api"),
    ] {
        let script = Script::of([
            Step::SendEvent(serde_json::json!({
                "choices": [{ "index": 0, "delta": { "content": text } }]
            })),
            Step::Stall,
        ]);
        let title = Queued::from(Script::say("Keys")).for_body("Write a title");
        house.provider.script(title);
        house.provider.script(Queued::from(script).for_body(kept));
        let prompt = prompt("echo", kept);
        let turns = &house.tollgate.turns;
        house.send(&prompt).await;
        let events = turns.events(&house.caller, prompt.answer, Position::default());
        let mut events = Box::pin(events.await.unwrap());
        while !matches!(events.next().await, Some((_, AnswerEvent::Delta { .. }))) {}
        turns.stop(&house.caller, prompt.answer).await.unwrap();
        let read = house.read(prompt.answer, Position::default()).await;
        assert_eq!(read.state, Some(AnswerState::Stopped));
        assert_eq!(read.text, kept);
        let (_, answer) = house
            .tollgate
            .store
            .answer(house.caller.id(), prompt.answer)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(answer.text, kept);
    }
}
