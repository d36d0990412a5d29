//! What a process that died, or a database that failed, left behind.

use crate::gateway::{Caller, count_tokens};
use crate::ledger::HELD_FOR_SECONDS;
use crate::store::{Admission, Ask, Held, NewTurn, OpenCall, TurnBegun};
use crate::testing::{House, house, open, prompt};
use crate::tollgate::Tollgate;
use crate::types::{
    Answer, AnswerState, CallId, LlmName, Outcome, Price, Prompt, Purpose, Question,
};

async fn admit(tollgate: &Tollgate, caller: &Caller, id: CallId) {
    let now = tollgate.clock.now();
    let call = OpenCall {
        id,
        account: caller.id(),
        key: None,
        purpose: Purpose::Chat,
        requests: 1,
        llm: LlmName("echo".into()),
        provider: "Scripted".into(),
        price: Price::FREE,
        input_counted: 9,
        held: Held {
            prompt: 9,
            output: 100,
        },
        started_at: now,
        expires_at: now.plus_seconds(HELD_FOR_SECONDS),
    };
    let ask = Ask {
        calls: vec![call],
        most_output: 0,
    };
    let admission = tollgate.store.admit(&ask, now).await.unwrap();
    assert!(matches!(admission, Admission::Granted { .. }));
}

/// Begins a turn and half its answer, and leaves it at that.
async fn leave_behind(tollgate: &Tollgate, caller: &Caller, prompt: &Prompt) {
    let now = tollgate.clock.now();
    let turn = NewTurn {
        account: caller.id(),
        chat: prompt.chat,
        title: prompt.text.clone(),
        settings: prompt.settings.clone().unwrap(),
        question: Question {
            id: prompt.question,
            parent: None,
            text: prompt.text.clone(),
            asked_at: now,
        },
        answer: prompt.answer,
        call: CallId::new(),
        llm: LlmName("echo".into()),
        llm_title: "echo".into(),
        provider: "Scripted".into(),
        started_at: now,
    };
    let store = &tollgate.store;
    admit(tollgate, caller, turn.call).await;
    assert_eq!(store.begin_turn(&turn).await.unwrap(), TurnBegun::New);
    let kept = store
        .append_answer(prompt.answer, "half a", "a thought")
        .await;
    kept.unwrap();
}

async fn answer(tollgate: &Tollgate, caller: &Caller, prompt: &Prompt) -> Answer {
    let found = tollgate.store.answer(caller.id(), prompt.answer).await;
    found.unwrap().unwrap().1
}

async fn assert_interrupted_and_charged_once(
    tollgate: &Tollgate,
    caller: &Caller,
    prompt: &Prompt,
) {
    let answer = answer(tollgate, caller, prompt).await;
    let told = (answer.state, answer.text.as_str());
    assert_eq!(told, (AnswerState::Interrupted, "half a"));
    let charges = tollgate.store.charges_of(caller.id()).await.unwrap();
    assert_eq!(charges.len(), 1);
    let used = charges[0].usage.tokens;
    let written = count_tokens("half a") + count_tokens("a thought");
    assert_eq!((used.input, used.output), (9, written));
    assert_eq!(charges[0].outcome, Outcome::Abandoned);
}

#[tokio::test]
async fn what_a_dead_process_left_is_interrupted_and_charged_once() {
    let House {
        tollgate,
        provider,
        caller,
        dir,
    } = house().await;
    let prompt = prompt("echo", "cut off");
    leave_behind(&tollgate, &caller, &prompt).await;
    drop(tollgate);
    for _ in 0..2 {
        let tollgate = open(&provider, &dir).await;
        assert_interrupted_and_charged_once(&tollgate, &caller, &prompt).await;
    }
}

#[tokio::test]
async fn what_is_lost_while_the_server_runs_is_settled_once_nobody_can_be_at_it() {
    let house = house().await;
    let (tollgate, caller) = (&house.tollgate, &house.caller);
    let prompt = prompt("echo", "cut off");
    leave_behind(tollgate, caller, &prompt).await;
    tollgate.clock.advance_seconds(HELD_FOR_SECONDS);
    // What it held is free for the next call; it is at work all the same.
    let next = CallId::new();
    admit(tollgate, caller, next).await;
    tollgate.store.release(&[next]).await.unwrap();
    tollgate.turns.settle_lost().await.unwrap();
    let at_work = answer(tollgate, caller, &prompt).await;
    assert_eq!(at_work.state, AnswerState::Writing);
    tollgate.clock.advance_seconds(10 * 60);
    for _ in 0..2 {
        tollgate.turns.settle_lost().await.unwrap();
        assert_interrupted_and_charged_once(tollgate, caller, &prompt).await;
    }
}

#[tokio::test]
async fn an_answer_without_a_call_ends_when_it_is_too_old_to_be_in_work() {
    let house = house().await;
    let (tollgate, caller) = (&house.tollgate, &house.caller);
    let prompt = prompt("echo", "cut off");
    leave_behind(tollgate, caller, &prompt).await;
    let calls = tollgate.store.open_calls().await.unwrap();
    tollgate.store.release(&[calls[0].id]).await.unwrap();
    for (seconds, state) in [
        (29 * 60, AnswerState::Writing),
        (60, AnswerState::Interrupted),
    ] {
        tollgate.clock.advance_seconds(seconds);
        tollgate.turns.settle_lost().await.unwrap();
        let answer = answer(tollgate, caller, &prompt).await;
        assert_eq!(answer.state, state);
    }
    assert_eq!(tollgate.store.charges_of(caller.id()).await.unwrap(), []);
}
