//! Chats: their branches, lists, search, titles and end.

use super::given::{
    S, again, begun, charge_for, chat_about, ended, later, next, person, settings, turn,
};
use crate::store::NewTurn;
use crate::types::{AccountId, Chat, ChatId};

/// Each turn of a chat: its question, and its answers by number in `turns`.
fn drawn(chat: &Chat, turns: &[&NewTurn]) -> Vec<(String, Vec<usize>)> {
    let number = |id| turns.iter().position(|turn| turn.answer == id).unwrap();
    chat.turns
        .iter()
        .map(|turn| {
            let answers = turn.answers.iter().map(|a| number(a.id)).collect();
            (turn.question.text.clone(), answers)
        })
        .collect()
}

async fn opened(store: &S, turns: &[&NewTurn]) -> Vec<(String, Vec<usize>)> {
    let chat = store.chat(turns[0].account, turns[0].chat).await.unwrap();
    drawn(&chat.unwrap(), turns)
}

fn shape(turns: &[(&str, &[usize])]) -> Vec<(String, Vec<usize>)> {
    let owned = |(text, answers): &(&str, &[usize])| ((*text).to_owned(), answers.to_vec());
    turns.iter().map(owned).collect()
}

pub(crate) async fn a_chat_opens_at_its_newest_branch(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    let second = next(&first, "milk");
    begun(&store, &second).await;
    let third = next(&second, "sugar");
    begun(&store, &third).await;
    // The second question in other words; then the first one.
    let reworded = next(&first, "lemon");
    begun(&store, &reworded).await;
    let turns = [&first, &second, &third, &reworded];
    let open = opened(&store, &turns).await;
    assert_eq!(open, shape(&[("tea", &[0]), ("lemon", &[3])]));

    let mut other = turn(ada, "coffee");
    other.chat = first.chat;
    begun(&store, &other).await;
    let turns = [&first, &second, &third, &reworded, &other];
    assert_eq!(opened(&store, &turns).await, shape(&[("coffee", &[4])]));
}

pub(crate) async fn another_answer_joins_its_question(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    let second = again(&first);
    begun(&store, &second).await;
    let third = again(&first);
    begun(&store, &third).await;
    let open = opened(&store, &[&first, &second, &third]).await;
    assert_eq!(open, shape(&[("tea", &[0, 1, 2])]));
}

pub(crate) async fn an_answer_that_was_continued_is_open_again(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    let second = again(&first);
    begun(&store, &second).await;
    let follow = next(&first, "milk");
    begun(&store, &follow).await;
    let open = opened(&store, &[&first, &second, &follow]).await;
    assert_eq!(open, shape(&[("tea", &[1, 0]), ("milk", &[2])]));
}

pub(crate) async fn a_long_chat_opens_and_goes_whole(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let mut last = chat_about(&store, ada, "0").await;
    // Longer than the depth to which SQLite lets one deletion cause the next.
    for n in 1..1_100 {
        last = next(&last, &n.to_string());
        begun(&store, &last).await;
    }
    let chat = store.chat(ada, last.chat).await.unwrap().unwrap();
    let texts: Vec<_> = chat.turns.iter().map(|t| t.question.text.clone()).collect();
    let expected: Vec<_> = (0..1_100).map(|n| n.to_string()).collect();
    assert_eq!(texts, expected);
    assert!(store.delete_chat(ada, last.chat).await.unwrap());
    assert_eq!(store.running_answers().await.unwrap(), []);
}

pub(crate) async fn the_path_to_a_question_holds_one_answer_a_turn(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    begun(&store, &again(&first)).await;
    let second = next(&first, "milk");
    begun(&store, &second).await;
    let third = next(&second, "sugar");

    let path = store.path_to(ada, &third.question).await.unwrap();
    let ids: Vec<_> = path.iter().map(|(q, a)| (q.id, a.id)).collect();
    let expected = [
        (first.question.id, first.answer),
        (second.question.id, second.answer),
    ];
    assert_eq!(ids, expected);
    assert_eq!(store.path_to(ada, &first.question).await.unwrap(), []);
    assert_eq!(store.path_to(grace, &third.question).await.unwrap(), []);
}

pub(crate) async fn foreign_chats_are_like_unknown_ones(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let hers = chat_about(&store, ada, "tea").await;
    for chat in [hers.chat, ChatId::new()] {
        assert_eq!(store.chat(grace, chat).await.unwrap(), None);
        assert!(!store.rename_chat(grace, chat, "mine").await.unwrap());
        let set = store.set_chat_settings(grace, chat, &settings()).await;
        assert!(!set.unwrap());
        assert!(!store.delete_chat(grace, chat).await.unwrap());
    }
    assert_eq!(store.answer(grace, hers.answer).await.unwrap(), None);
    let question = store.question(grace, hers.question.id).await;
    assert_eq!(question.unwrap(), None);
    let settings = store.chat_settings(grace, hers.chat).await;
    assert_eq!(settings.unwrap(), None);
    let question = store.question(ada, hers.question.id).await.unwrap();
    assert_eq!(question, Some((hers.chat, hers.question.clone())));
    assert_eq!(store.chats(grace, None, 9).await.unwrap(), []);
    assert_eq!(store.search_chats(grace, "tea", 9).await.unwrap(), []);
    let kept = store.chat(ada, hers.chat).await.unwrap().unwrap();
    assert_eq!(kept.title, "About tea");
}

pub(crate) async fn pages_of_chats_hold_each_chat_once(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let mut made = Vec::new();
    for n in 0..10 {
        let mut turn = turn(ada, "tea");
        // Several at the same moment, so that the id has to decide.
        turn.started_at = later(n / 4);
        begun(&store, &turn).await;
        made.push((turn.started_at, turn.chat));
    }
    made.sort_by(|a, b| b.cmp(a));

    let mut seen = Vec::new();
    loop {
        let page = store.chats(ada, seen.last(), 3).await.unwrap();
        if page.is_empty() {
            break;
        }
        // Another chat that appears meanwhile does not move the pages that follow.
        let mut newer = turn(ada, "newer");
        newer.started_at = later(1_000);
        begun(&store, &newer).await;
        seen.extend(page);
    }
    let seen: Vec<_> = seen.iter().map(|c| (c.active_at, c.id)).collect();
    assert_eq!(seen, made);
}

async fn found(store: &S, account: AccountId, query: &str) -> Vec<ChatId> {
    let found = store.search_chats(account, query, 9).await.unwrap();
    found.into_iter().map(|chat| chat.id).collect()
}

pub(crate) async fn search_finds_all_words_in_title_question_and_answer(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let mut tea = turn(ada, "Wie trinkt man Grüntee?");
    tea.title = "Чай и вода".into();
    begun(&store, &tea).await;
    let end = ended(&tea, "Heiß, but not boiling.");
    assert!(store.end_answer(&end, None).await.unwrap());
    let mut coffee = turn(ada, "Wie trinkt man Kaffee?");
    coffee.started_at = later(1);
    begun(&store, &coffee).await;

    assert_eq!(found(&store, ada, "trinkt").await, [coffee.chat, tea.chat]);
    assert_eq!(found(&store, ada, "ЧАЙ grüntee BOILING").await, [tea.chat]);
    assert_eq!(found(&store, ada, "trin boil").await, [tea.chat]);
    assert_eq!(found(&store, ada, "Kaffee boiling").await, []);
    assert_eq!(store.search_chats(ada, "man", 1).await.unwrap().len(), 1);

    assert!(store.rename_chat(ada, tea.chat, "Kettle").await.unwrap());
    assert_eq!(found(&store, ada, "kettle").await, [tea.chat]);
    assert_eq!(found(&store, ada, "чай").await, []);
}

pub(crate) async fn search_reads_no_syntax(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "100% of C++ and \"quotes\"").await;
    for query in ["100%", "c++", "\"quotes", "quotes\"", "of -nothing-", "AND"] {
        let chats = found(&store, ada, query).await;
        let expected: &[_] = if query.contains("nothing") {
            &[]
        } else {
            &[turn.chat]
        };
        assert_eq!(chats, expected, "{query}");
    }
    for query in [
        "",
        "  ",
        "%",
        "*",
        "\"",
        "()",
        "title:",
        "a NEAR/2 b",
        "^x",
        "{a b}:c",
        "\0",
    ] {
        assert_eq!(found(&store, ada, query).await, [], "{query}");
    }
}

pub(crate) async fn search_forgets_what_was_deleted(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    assert!(
        store
            .end_answer(&ended(&first, "leaves"), None)
            .await
            .unwrap()
    );
    assert!(store.delete_chat(ada, first.chat).await.unwrap());
    // The rows of the next chat take the freed numbers.
    let second = chat_about(&store, ada, "coffee").await;
    assert!(
        store
            .end_answer(&ended(&second, "beans"), None)
            .await
            .unwrap()
    );
    for word in ["tea", "leaves"] {
        assert_eq!(found(&store, ada, word).await, []);
    }
    for word in ["coffee", "beans"] {
        assert_eq!(found(&store, ada, word).await, [second.chat]);
    }
}

pub(crate) async fn only_an_unchanged_title_is_replaced(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "tea").await;
    let retitled = store.retitle_chat(turn.chat, "About tea", "Tea").await;
    assert!(retitled.unwrap());
    assert!(store.rename_chat(ada, turn.chat, "My own").await.unwrap());
    let retitled = store.retitle_chat(turn.chat, "Tea", "Other").await;
    assert!(!retitled.unwrap());
    let chat = store.chat(ada, turn.chat).await.unwrap().unwrap();
    assert_eq!(chat.title, "My own");
}

pub(crate) async fn settings_are_kept_with_the_chat(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let turn = chat_about(&store, ada, "tea").await;
    let mut other = settings();
    other.max_tokens = u32::MAX;
    other.temperature = 0.1;
    let set = store.set_chat_settings(ada, turn.chat, &other).await;
    assert!(set.unwrap());
    let chat = store.chat(ada, turn.chat).await.unwrap().unwrap();
    assert_eq!(chat.settings, other);
    let found = store.chat_settings(ada, turn.chat).await.unwrap();
    assert_eq!(found, Some(other));
}

pub(crate) async fn a_deleted_chat_leaves_its_charges(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let first = chat_about(&store, ada, "tea").await;
    let second = next(&first, "milk");
    begun(&store, &second).await;
    let charge = charge_for(&first);
    let end = ended(&first, "leaves");
    assert!(store.end_answer(&end, Some(&charge)).await.unwrap());

    assert!(store.delete_chat(ada, first.chat).await.unwrap());
    assert!(!store.delete_chat(ada, first.chat).await.unwrap());
    assert_eq!(store.chat(ada, first.chat).await.unwrap(), None);
    assert_eq!(store.answer(ada, second.answer).await.unwrap(), None);
    assert_eq!(store.charges_of(ada).await.unwrap(), [charge]);
    // What it said can be said anew, even under the same ids.
    begun(&store, &first).await;
}
