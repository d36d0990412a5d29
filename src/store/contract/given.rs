//! What the contract's tests begin with.

use crate::store::{
    Admission, AnswerEnd, Ask, Charge, Held, NewAccount, NewInvite, NewTurn, OpenCall, Store,
    TurnBegun,
};
use crate::types::{
    AccountId, AnswerId, AnswerState, Attempt, CallId, ChatId, ChatSettings, Email, InviteId,
    Limits, LlmName, NanoDollars, NewTier, Outcome, Price, Purpose, Question, QuestionId, Role,
    TierId, Timestamp, Tokens, Usage, UsageSource,
};
use std::sync::Arc;

pub(crate) type S = Arc<dyn Store>;

pub(crate) const NOW: Timestamp = Timestamp(1_800_000_000_000_000);

pub(crate) fn later(seconds: i64) -> Timestamp {
    NOW.plus_seconds(seconds)
}

pub(crate) fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

pub(crate) fn new_account(address: &str, role: Role) -> NewAccount {
    NewAccount {
        id: AccountId::new(),
        email: email(address),
        name: address.split('@').next().unwrap().into(),
        role,
        password_hash: "first hash".into(),
        created_at: NOW,
    }
}

pub(crate) async fn account(store: &S, address: &str, role: Role) -> AccountId {
    let new = new_account(address, role);
    let id = new.id;
    assert!(store.create_account(new).await.unwrap());
    id
}

pub(crate) async fn person(store: &S, address: &str) -> AccountId {
    account(store, address, Role::Person).await
}

pub(crate) async fn admin(store: &S, address: &str) -> AccountId {
    account(store, address, Role::Admin).await
}

/// Somebody in a tier of their own.
pub(crate) async fn limited(store: &S, limits: Limits) -> AccountId {
    let (id, tier) = (AccountId::new(), TierId::new());
    let new = NewAccount {
        id,
        ..new_account(&format!("{id}@example.org"), Role::Person)
    };
    assert!(store.create_account(new).await.unwrap());
    let name = tier.to_string();
    let new = NewTier {
        name,
        limits,
        ..NewTier::default()
    };
    let created = store.create_tier(tier, &new, None, NOW);
    assert!(created.await.unwrap());
    assert!(store.set_tier(id, tier, None, NOW).await.unwrap());
    id
}

pub(crate) fn invite(secret: u8, role: Role, invited_by: Option<AccountId>) -> NewInvite {
    NewInvite {
        id: InviteId::new(),
        secret_hash: [secret; 32],
        role,
        email: Some(email("grace@example.org")),
        invited_by,
        created_at: NOW,
        expires_at: later(60),
    }
}

pub(crate) fn settings() -> ChatSettings {
    ChatSettings {
        llm: LlmName("small".into()),
        system_prompt: String::new(),
        temperature: 0.7,
        max_tokens: 1_000,
    }
}

/// The first turn of a new chat.
pub(crate) fn turn(account: AccountId, text: &str) -> NewTurn {
    NewTurn {
        account,
        chat: ChatId::new(),
        title: format!("About {text}"),
        settings: settings(),
        question: Question {
            id: QuestionId::new(),
            parent: None,
            text: text.into(),
            asked_at: NOW,
        },
        answer: AnswerId::new(),
        call: CallId::new(),
        llm: LlmName("small".into()),
        llm_title: "Small".into(),
        provider: "this machine".into(),
        started_at: NOW,
    }
}

/// A question that follows the answer of `before`.
pub(crate) fn next(before: &NewTurn, text: &str) -> NewTurn {
    let mut next = turn(before.account, text);
    next.chat = before.chat;
    next.question.parent = Some(before.answer);
    next
}

/// Another answer to the same question.
pub(crate) fn again(before: &NewTurn) -> NewTurn {
    let mut again = turn(before.account, &before.question.text);
    again.chat = before.chat;
    again.question = before.question.clone();
    again
}

pub(crate) async fn begun(store: &S, turn: &NewTurn) {
    assert_eq!(store.begin_turn(turn).await.unwrap(), TurnBegun::New);
}

pub(crate) async fn chat_about(store: &S, account: AccountId, text: &str) -> NewTurn {
    let turn = turn(account, text);
    begun(store, &turn).await;
    turn
}

pub(crate) fn ended(turn: &NewTurn, text: &str) -> AnswerEnd {
    AnswerEnd {
        answer: turn.answer,
        state: AnswerState::Complete,
        text: text.into(),
        reasoning: String::new(),
        error: None,
    }
}

pub(crate) fn open_call(account: AccountId, call: CallId) -> OpenCall {
    OpenCall {
        id: call,
        account,
        key: None,
        purpose: Purpose::Chat,
        requests: 1,
        llm: LlmName("small".into()),
        provider: "this machine".into(),
        price: Price {
            input: NanoDollars(1),
            cached_input: NanoDollars(2),
            cache_write: NanoDollars(3),
            output: NanoDollars(4),
        },
        input_counted: 12,
        held: Held {
            prompt: 20,
            output: 30,
        },
        started_at: NOW,
        expires_at: later(60),
    }
}

/// Calls that are let in together.
pub(crate) async fn opened(store: &S, calls: &[OpenCall]) {
    let ask = Ask {
        calls: calls.to_vec(),
        most_output: 0,
    };
    let admission = store.admit(&ask, NOW).await.unwrap();
    assert!(
        matches!(admission, Admission::Granted { .. }),
        "{admission:?}"
    );
}

pub(crate) fn charge(account: AccountId, call: CallId, answer: Option<AnswerId>) -> Charge {
    Charge {
        call,
        account,
        key: None,
        requests: 1,
        kept: false,
        answer,
        purpose: Purpose::Chat,
        llm: LlmName("small".into()),
        provider: "this machine".into(),
        usage: Usage {
            tokens: Tokens {
                input: 1,
                cached_input: 2,
                cache_write: 3,
                output: 5,
                reasoning: 4,
            },
            source: UsageSource::Provider,
        },
        price: Some(Price {
            input: NanoDollars(250_000_000),
            output: NanoDollars(2_000_000_000),
            ..Price::FREE
        }),
        cost: NanoDollars(2_727_880),
        saved: NanoDollars(11),
        outcome: Outcome::Complete,
        failed_attempts: vec![Attempt {
            provider: "elsewhere".into(),
            failed: "was over its limit".into(),
            cost: NanoDollars(7),
        }],
        started_at: NOW,
        ended_at: later(2),
    }
}

pub(crate) fn charge_for(turn: &NewTurn) -> Charge {
    charge(turn.account, turn.call, Some(turn.answer))
}
