//! How turns begin and answers end.

use super::given::{
    S, again, begun, charge_for, chat_about, ended, later, next, open_call, opened, person, turn,
};
use crate::store::TurnBegun;
use crate::types::{AnswerId, AnswerState, CallId, ChatId};

pub(crate) async fn a_turn_that_is_sent_twice_is_one_turn(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let mut first = chat_about(&store, ada, "tea").await;
    let mut second = next(&first, "and milk?");
    begun(&store, &second).await;
    // Not heard of, and asked for again by the same call, it is still to be written.
    begun(&store, &second).await;
    assert_eq!(store.known_turn(&turn(ada, "tea")).await.unwrap(), None);
    // The server makes a new call and reads a later clock; defaults may have changed.
    for repeated in [&mut first, &mut second] {
        repeated.call = CallId::new();
        repeated.question.asked_at = later(9);
        repeated.started_at = later(9);
        repeated.settings.temperature = 0.1;
        let known = store.known_turn(repeated).await.unwrap();
        assert_eq!(known, Some(TurnBegun::Repeated));
        let begun = store.begin_turn(repeated).await.unwrap();
        assert_eq!(begun, TurnBegun::Repeated);
    }
    let chat = store.chat(ada, first.chat).await.unwrap().unwrap();
    assert_eq!(chat.turns.len(), 2);
    assert!(chat.turns.iter().all(|turn| turn.answers.len() == 1));
    assert_eq!(store.running_answers().await.unwrap().len(), 2);
}

pub(crate) async fn an_id_that_stands_for_something_else_is_a_conflict(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let first = chat_about(&store, ada, "tea").await;

    let mut other_text = again(&first);
    other_text.answer = first.answer;
    other_text.question.text = "coffee".into();
    let mut other_answer = again(&first);
    other_answer.question.text = "coffee".into();
    let mut elsewhere = turn(ada, "tea");
    elsewhere.question.id = first.question.id;
    let mut foreign_answer = turn(grace, "tea");
    foreign_answer.answer = first.answer;
    let mut foreign_question = turn(grace, "tea");
    foreign_question.question.id = first.question.id;
    let mut foreign_chat = turn(grace, "tea");
    foreign_chat.chat = first.chat;
    let mut all_foreign = again(&first);
    all_foreign.account = grace;
    all_foreign.answer = first.answer;
    for bad in [
        other_text,
        other_answer,
        elsewhere,
        foreign_answer,
        foreign_question,
        foreign_chat,
        all_foreign,
    ] {
        let begun = store.begin_turn(&bad).await.unwrap();
        assert_eq!(begun, TurnBegun::Conflict);
    }
}

pub(crate) async fn a_foreign_parent_is_like_one_that_never_was(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    let other = chat_about(&store, ada, "coffee").await;

    let mut foreign = next(&first, "and milk?");
    foreign.account = grace;
    let mut unknown = next(&first, "and milk?");
    unknown.question.parent = Some(AnswerId::new());
    let mut in_another_chat = next(&first, "and milk?");
    in_another_chat.question.parent = Some(other.answer);
    let mut in_no_chat = next(&first, "and milk?");
    in_no_chat.chat = ChatId::new();
    for bad in [foreign, unknown, in_another_chat, in_no_chat] {
        let begun = store.begin_turn(&bad).await.unwrap();
        assert_eq!(begun, TurnBegun::NotFound);
    }
}

pub(crate) async fn a_refused_turn_leaves_nothing_behind(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    let mut bad = turn(ada, "coffee");
    bad.question.id = first.question.id;
    let begun = store.begin_turn(&bad).await.unwrap();
    assert_eq!(begun, TurnBegun::Conflict);
    assert_eq!(store.chat(ada, bad.chat).await.unwrap(), None);
    assert_eq!(store.chats(ada, None, 9).await.unwrap().len(), 1);
}

pub(crate) async fn a_turn_keeps_the_settings_and_the_first_title(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    let mut second = next(&first, "and milk?");
    second.settings.temperature = 1.5;
    second.settings.system_prompt = "Be brief.".into();
    second.started_at = later(5);
    begun(&store, &second).await;
    let chat = store.chat(ada, first.chat).await.unwrap().unwrap();
    assert_eq!(chat.title, "About tea");
    assert_eq!(chat.settings, second.settings);
    let list = store.chats(ada, None, 9).await.unwrap();
    assert_eq!(list[0].active_at, later(5));
    let seen = store.accounts().await.unwrap();
    assert_eq!(seen[0].last_seen_at, Some(later(5)));
}

pub(crate) async fn an_answer_grows_until_it_ends(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "tea").await;
    store
        .append_answer(turn.answer, "Tea ", "hm")
        .await
        .unwrap();
    store.append_answer(turn.answer, "is", "!").await.unwrap();

    let running = store.running_answers().await.unwrap();
    assert_eq!(running.len(), 1);
    assert_eq!(
        (running[0].answer, running[0].call),
        (turn.answer, turn.call)
    );
    assert_eq!(running[0].text, "Tea is");
    assert_eq!(running[0].reasoning, "hm!");
    let (chat, answer) = store.answer(ada, turn.answer).await.unwrap().unwrap();
    assert_eq!((chat, answer.state), (turn.chat, AnswerState::Writing));
    assert_eq!(answer.reasoning, "hm!");

    let end = ended(&turn, "Tea is a drink.");
    assert!(store.end_answer(&end, None).await.unwrap());
    store.append_answer(turn.answer, "late", "").await.unwrap();
    let (_, answer) = store.answer(ada, turn.answer).await.unwrap().unwrap();
    assert_eq!(answer.text, "Tea is a drink.");
    assert_eq!(answer.state, AnswerState::Complete);
    assert_eq!(store.running_answers().await.unwrap(), []);
}

pub(crate) async fn an_answer_ends_once_with_its_charge(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "tea").await;
    opened(&store, &[open_call(ada, turn.call)]).await;
    let charge = charge_for(&turn);
    let end = ended(&turn, "Tea is a drink.");
    assert!(store.end_answer(&end, Some(&charge)).await.unwrap());
    assert_eq!(store.open_calls().await.unwrap(), []);

    let mut late = ended(&turn, "other");
    late.state = AnswerState::Interrupted;
    let mut second = charge.clone();
    second.call = CallId::new();
    assert!(!store.end_answer(&late, Some(&second)).await.unwrap());
    assert!(!store.record_charge(&charge).await.unwrap());

    assert_eq!(
        store.charges_of(ada).await.unwrap(),
        std::slice::from_ref(&charge)
    );
    let (_, answer) = store.answer(ada, turn.answer).await.unwrap().unwrap();
    assert_eq!(answer.text, "Tea is a drink.");
    let receipt = answer.receipt.unwrap();
    assert_eq!(receipt, charge.receipt());
    let lost = receipt.failed_attempts[0].cost;
    assert_eq!(receipt.cost, charge.cost + lost);
}

pub(crate) async fn an_answer_that_was_never_sent_has_no_receipt(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "tea").await;
    opened(&store, &[open_call(ada, turn.call)]).await;
    let mut end = ended(&turn, "");
    end.state = AnswerState::Failed;
    end.error = Some("No provider can serve small.".into());
    assert!(store.end_answer(&end, None).await.unwrap());
    let (_, answer) = store.answer(ada, turn.answer).await.unwrap().unwrap();
    assert_eq!(answer.receipt, None);
    assert_eq!(answer.error, end.error);
    assert_eq!(store.charges_of(ada).await.unwrap(), []);
    // A provider may have it still: its hold ends when whoever asked says so.
    assert_eq!(store.open_calls().await.unwrap().len(), 1);
    store.release(&[turn.call]).await.unwrap();
    assert_eq!(store.open_calls().await.unwrap(), []);
}

pub(crate) async fn an_answer_whose_chat_is_gone_is_still_charged(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "tea").await;
    opened(&store, &[open_call(ada, turn.call)]).await;
    assert!(store.delete_chat(ada, turn.chat).await.unwrap());
    let end = ended(&turn, "Tea is a drink.");
    let charge = charge_for(&turn);
    assert!(store.end_answer(&end, Some(&charge)).await.unwrap());
    assert!(!store.end_answer(&end, Some(&charge)).await.unwrap());
    assert_eq!(store.charges_of(ada).await.unwrap(), [charge]);
    assert_eq!(store.open_calls().await.unwrap(), []);
}

pub(crate) async fn of_many_who_end_one_answer_one_does(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "tea").await;
    let many: Vec<_> = (0..8)
        .map(|n| {
            let store = store.clone();
            let end = ended(&turn, &n.to_string());
            let mut charge = charge_for(&turn);
            charge.call = CallId::new();
            tokio::spawn(async move { store.end_answer(&end, Some(&charge)).await.unwrap() })
        })
        .collect();
    let mut ends = 0;
    for one in many {
        ends += u32::from(one.await.unwrap());
    }
    assert_eq!(ends, 1);
    assert_eq!(store.charges_of(ada).await.unwrap().len(), 1);
    let (_, answer) = store.answer(ada, turn.answer).await.unwrap().unwrap();
    assert!(answer.receipt.is_some());
}
