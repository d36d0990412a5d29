//! What people set for their own account, take along of it, and leave when they go.

use super::given::{
    NOW, S, account, admin, begun, charge, charge_for, chat_about, email, ended, later, next,
    person,
};
use crate::store::{KeyTerms, NewKey, Part, Place, SessionRecord, Webhook};
use crate::types::{AccountId, CallId, KeyId, NanoDollars, Role, Status, Theme};
use serde_json::Value;

fn session(id: u8, account: AccountId) -> SessionRecord {
    SessionRecord {
        id_hash: [id; 32],
        account: Some(account),
        data: "{}".into(),
        created_at: NOW,
        expires_at: later(60),
    }
}

pub(crate) async fn a_profile_says_what_was_set(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let profile = store.profile(ada).await.unwrap().unwrap();
    assert_eq!(
        (profile.name.as_str(), profile.time_zone.as_str()),
        ("ada", "UTC")
    );
    assert_eq!((profile.theme, profile.daily_cap), (Theme::System, None));
    assert!(store.set_profile(ada, "Ada L", Theme::Dark).await.unwrap());
    let cap = Some(NanoDollars(7));
    assert!(store.set_daily_cap(ada, cap).await.unwrap());
    let profile = store.profile(ada).await.unwrap().unwrap();
    assert_eq!(profile.name, "Ada L");
    assert_eq!((profile.theme, profile.daily_cap), (Theme::Dark, cap));
    let nobody = AccountId::new();
    assert_eq!(store.profile(nobody).await.unwrap(), None);
    assert!(!store.set_profile(nobody, "X", Theme::Dark).await.unwrap());
}

pub(crate) async fn sessions_are_ended_by_their_own_account(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    for one in [session(1, ada), session(2, ada), session(3, ada)] {
        assert!(store.create_session(&one).await.unwrap());
    }
    assert!(store.create_session(&session(4, grace)).await.unwrap());
    assert!(!store.end_session(grace, &[1; 32]).await.unwrap());
    assert!(store.end_session(ada, &[1; 32]).await.unwrap());
    assert!(!store.end_session(ada, &[1; 32]).await.unwrap());
    assert_eq!(store.end_other_sessions(ada, &[2; 32]).await.unwrap(), 1);
    let left = store.sessions_of(ada, NOW).await.unwrap();
    assert_eq!(left, [session(2, ada)]);
    assert_eq!(store.sessions_of(grace, NOW).await.unwrap().len(), 1);
}

pub(crate) async fn a_second_factor_is_on_once_it_is_confirmed(store: S) {
    let ada = person(&store, "ada@example.org").await;
    assert!(store.second_factor(ada).await.unwrap().is_none());
    assert!(store.begin_second_factor(ada, &[1; 20]).await.unwrap());
    // Begun anew, only the newest counts.
    assert!(store.begin_second_factor(ada, &[2; 20]).await.unwrap());
    let begun = store.second_factor(ada).await.unwrap().unwrap();
    assert_eq!((begun.secret, begun.confirmed_at), (vec![2; 20], None));
    assert!(!store.take_step(ada, 7).await.unwrap());

    let codes = [[1; 32], [2; 32]];
    let confirm = || store.confirm_second_factor(ada, 7, &codes, NOW);
    assert!(confirm().await.unwrap());
    assert!(!confirm().await.unwrap());
    assert!(!store.begin_second_factor(ada, &[3; 20]).await.unwrap());
    let on = store.second_factor(ada).await.unwrap().unwrap();
    assert_eq!((on.confirmed_at, on.recovery_codes), (Some(NOW), 2));

    assert!(store.remove_second_factor(ada).await.unwrap());
    assert!(!store.remove_second_factor(ada).await.unwrap());
    assert!(!store.reset_second_factor(ada, None, NOW).await.unwrap());
    assert!(store.begin_second_factor(ada, &[4; 20]).await.unwrap());
    assert!(store.reset_second_factor(ada, None, NOW).await.unwrap());
    assert!(store.second_factor(ada).await.unwrap().is_none());
    let void = store.use_recovery_code(ada, &[1; 32], NOW).await;
    assert!(!void.unwrap());
}

pub(crate) async fn a_code_is_taken_once_and_none_before_it(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    for (account, code) in [(ada, [1; 32]), (grace, [2; 32])] {
        assert!(store.begin_second_factor(account, &[1; 20]).await.unwrap());
        let confirmed = store.confirm_second_factor(account, 7, &[code], NOW).await;
        assert!(confirmed.unwrap());
    }
    // The one that confirmed it is used up.
    for (step, taken) in [(7, false), (9, true), (9, false), (8, false), (10, true)] {
        assert_eq!(store.take_step(ada, step).await.unwrap(), taken, "{step}");
    }
    let use_of = |account, code| store.use_recovery_code(account, code, later(1));
    assert!(!use_of(ada, &[2; 32]).await.unwrap(), "another's");
    assert!(use_of(ada, &[1; 32]).await.unwrap());
    assert!(!use_of(ada, &[1; 32]).await.unwrap());
    let left = store.second_factor(ada).await.unwrap().unwrap();
    assert_eq!(left.recovery_codes, 0);
}

pub(crate) async fn tries_at_codes_are_counted_until_one_is_right(store: S) {
    let ada = person(&store, "ada@example.org").await;
    assert!(store.begin_second_factor(ada, &[1; 20]).await.unwrap());
    let confirmed = store.confirm_second_factor(ada, 1, &[[1; 32]], NOW).await;
    assert!(confirmed.unwrap());
    let count = |seconds: i64| store.count_try(ada, 2, later(seconds - 60), later(seconds));
    assert!(count(0).await.unwrap() && count(10).await.unwrap());
    assert!(!count(59).await.unwrap());
    // The time begins with the first of them.
    assert!(count(60).await.unwrap() && count(61).await.unwrap());
    assert!(!count(62).await.unwrap());
    assert!(store.take_step(ada, 2).await.unwrap());
    assert!(count(63).await.unwrap() && count(64).await.unwrap());
    assert!(!count(65).await.unwrap());
    let used = store.use_recovery_code(ada, &[1; 32], NOW).await;
    assert!(used.unwrap() && count(66).await.unwrap());
}

async fn whole(store: &S, account: AccountId, part: Part) -> Vec<Value> {
    let (mut after, mut all) = (Place::BEGIN, Vec::new());
    loop {
        let piece = store.exported(account, part, after, 2).await.unwrap();
        let Some(last) = piece.last() else { return all };
        after = last.place;
        all.extend(
            piece
                .iter()
                .map(|one| serde_json::from_str::<Value>(&one.json).unwrap()),
        );
    }
}

pub(crate) async fn everything_of_an_account_is_exported_once_and_nothing_else(store: S) {
    let ada = person(&store, "ada@example.org").await;
    let grace = person(&store, "grace@example.org").await;
    let first = chat_about(&store, ada, "the moon").await;
    let end = ended(&first, "far");
    let charge_of_first = charge_for(&first);
    assert!(
        store
            .end_answer(&end, Some(&charge_of_first))
            .await
            .unwrap()
    );
    begun(&store, &next(&first, "how far")).await;
    begun(&store, &next(&first, "say again")).await;
    for _ in 0..3 {
        chat_about(&store, ada, "the sun").await;
        chat_about(&store, grace, "secret").await;
        let charge = charge(ada, CallId::new(), None);
        assert!(store.record_charge(&charge).await.unwrap());
    }
    let key = NewKey {
        id: KeyId::new(),
        account: ada,
        name: "laptop".into(),
        secret_hash: [9; 32],
        terms: KeyTerms::default(),
        created_at: NOW,
    };
    assert!(store.create_key(&key).await.unwrap());

    let account = whole(&store, ada, Part::Account).await;
    assert_eq!(account.len(), 1);
    assert_eq!(account[0]["email"], "ada@example.org");
    assert_eq!(account[0]["created_at"], "2027-01-15T08:00:00Z");
    assert_eq!(account[0].get("password_hash"), None);
    let keys = whole(&store, ada, Part::Keys).await;
    assert_eq!((keys.len(), &keys[0]["name"]), (1, &"laptop".into()));
    assert_eq!(keys[0].get("secret_hash"), None);
    let charges = whole(&store, ada, Part::Charges).await;
    assert_eq!(charges.len(), 4);
    assert!(
        charges
            .iter()
            .all(|charge| charge["cost_nano_dollars"] == 2_727_880)
    );

    let chats = store.exported(ada, Part::Chats, Place::BEGIN, 9).await;
    let chats = chats.unwrap();
    assert_eq!(chats.len(), 4);
    assert!(chats[0].json.contains(&first.chat.to_string()));
    let number = chats[0].place.0;
    let questions = whole(&store, ada, Part::Questions(number)).await;
    let texts: Vec<_> = questions.iter().map(|one| one["text"].clone()).collect();
    assert_eq!(texts, ["the moon", "how far", "say again"]);
    let answers = whole(&store, ada, Part::Answers(number)).await;
    assert_eq!((answers.len(), &answers[0]["text"]), (3, &"far".into()));
    for part in [Part::Questions(number), Part::Answers(number)] {
        assert_eq!(whole(&store, grace, part).await, Vec::<Value>::new());
    }
}

pub(crate) async fn a_deleted_account_leaves_only_what_it_was_charged(store: S) {
    let root = admin(&store, "root@example.org").await;
    let ada = account(&store, "ada@example.org", Role::Admin).await;
    let grace = person(&store, "grace@example.org").await;
    assert!(store.create_session(&session(1, ada)).await.unwrap());
    let hook = Webhook {
        url: "https://hooks.example.org/".into(),
        secret: "whsec_x".to_owned().into(),
    };
    store.set_webhook(ada, Some(&hook), NOW).await.unwrap();
    assert!(store.begin_second_factor(ada, &[1; 20]).await.unwrap());
    let key = NewKey {
        id: KeyId::new(),
        account: ada,
        name: "laptop".into(),
        secret_hash: [9; 32],
        terms: KeyTerms::default(),
        created_at: NOW,
    };
    assert!(store.create_key(&key).await.unwrap());
    for _ in 0..5 {
        let turn = chat_about(&store, ada, "the moon").await;
        let end = ended(&turn, "far");
        let charge = charge_for(&turn);
        assert!(store.end_answer(&end, Some(&charge)).await.unwrap());
    }
    chat_about(&store, grace, "the sun").await;

    assert!(store.delete_account(ada, later(9)).await.unwrap());
    assert!(!store.delete_account(ada, later(9)).await.unwrap());
    assert!(
        !store.delete_account(root, later(9)).await.unwrap(),
        "the last admin"
    );
    let left = store.account(ada).await.unwrap().unwrap();
    assert_eq!(
        (left.status, left.name.as_str()),
        (Status::Suspended, "Deleted account")
    );
    assert!(!left.email.as_str().contains("ada@") && left.epoch == 1);
    assert!(
        !store
            .set_status(ada, Status::Active, None, NOW)
            .await
            .unwrap()
    );
    for address in [&email("ada@example.org"), &left.email] {
        assert!(store.credentials(address).await.unwrap().is_none());
    }
    let listed = store.accounts().await.unwrap();
    assert_eq!(listed.len(), 2);
    assert_eq!(store.sessions_of(ada, NOW).await.unwrap(), []);
    assert_eq!(store.key(&[9; 32]).await.unwrap(), None);
    assert!(store.second_factor(ada).await.unwrap().is_none());
    assert!(store.webhook_of(ada).await.unwrap().is_none());

    let mut pieces = 0;
    while store.erase_some(2, later(10)).await.unwrap() {
        pieces += 1;
    }
    assert_eq!(pieces, 3);
    assert_eq!(store.chats(ada, None, 9).await.unwrap(), []);
    assert_eq!(store.chats(grace, None, 9).await.unwrap().len(), 1);
    assert_eq!(store.charges_of(ada).await.unwrap().len(), 5);
    assert_eq!(store.discrepancies(later(10)).await.unwrap(), []);
    // The address is free for another.
    person(&store, "ada@example.org").await;

    // What came in between is erased too, until nothing can come any more.
    chat_about(&store, ada, "the last word").await;
    assert!(store.erase_some(2, later(3_700)).await.unwrap());
    assert!(!store.erase_some(2, later(3_700)).await.unwrap());
}
