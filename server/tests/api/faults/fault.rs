//! A fault of a provider, and what must come of it.

use tollgate::provider::Dialect;
use tollgate::types::{AnswerState, UsageSource};
use tollgate_scripted_provider::Script;

/// How people read the provider's name.
pub const TITLE: &str = "Lab";
pub const QUESTION: &str = "How far is the moon?";
pub const WHOLE: &str = "You asked: How far is the moon?";
/// What has come where the middle of an answer is.
pub const PART: &str = "You asked:";

/// As which a program meets what is not its own fault.
pub const PROVIDER_ERROR: (u16, &str) = (502, "provider_error");

pub struct Fault {
    /// In addresses, and where a test says what failed.
    pub name: &'static str,
    /// What the provider does, as the table says it.
    pub does: &'static str,
    pub place: Place,
    pub script: fn(Dialect) -> Script,
    /// How many calls meet it; `None`: all.
    pub times: Option<u32>,
    /// What stands in `[timeouts]`.
    pub timeouts: &'static str,
    /// `None` where the dialect has nothing of the kind.
    pub expected: fn(Dialect) -> Option<Expected>,
}

/// Where the provider is said to be.
#[derive(Clone, Copy, PartialEq)]
pub enum Place {
    Here,
    /// At a port where nobody listens.
    Nowhere,
    /// At a name that no server of names knows.
    NoName,
    /// Behind TLS, which it does not speak.
    NoTls,
}

/// What must come of a fault at every door.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Expected {
    /// How often the provider is asked.
    pub asked: usize,
    /// Between the first time and the second, if the provider asks for it.
    pub waits_ms: Option<u64>,
    pub text: &'static str,
    pub state: AnswerState,
    /// What is read instead of the answer, or below what came of it.
    pub error: Option<&'static str>,
    /// The status and the code of the error that a program gets.
    pub refused: (u16, &'static str),
    /// What a program is told to wait.
    pub retry_after: Option<u64>,
    pub charged: Charged,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Charged {
    Nothing,
    /// What had come, and who counted it.
    Part(UsageSource),
    Whole(UsageSource),
}

/// Nothing came, so nothing is charged.
pub fn unanswered(asked: usize, error: &'static str) -> Option<Expected> {
    Some(Expected {
        asked,
        waits_ms: None,
        text: "",
        state: AnswerState::Failed,
        error: Some(error),
        refused: PROVIDER_ERROR,
        retry_after: None,
        charged: Charged::Nothing,
    })
}

/// Some words came; they are kept and charged, and nothing is tried again.
pub fn cut(error: &'static str, source: UsageSource) -> Option<Expected> {
    Some(Expected {
        asked: 1,
        waits_ms: None,
        text: PART,
        state: AnswerState::Failed,
        error: Some(error),
        refused: PROVIDER_ERROR,
        retry_after: None,
        charged: Charged::Part(source),
    })
}

/// The answer is whole.
pub fn answered(asked: usize) -> Option<Expected> {
    said(asked, WHOLE, UsageSource::Provider)
}

pub fn said(asked: usize, text: &'static str, source: UsageSource) -> Option<Expected> {
    Some(Expected {
        asked,
        waits_ms: None,
        text,
        state: AnswerState::Complete,
        error: None,
        refused: PROVIDER_ERROR,
        retry_after: None,
        charged: Charged::Whole(source),
    })
}

/// Who knows what came of an answer that was cut: Google says it with every piece, others at the end.
pub fn of_part(dialect: Dialect) -> UsageSource {
    match dialect {
        Dialect::Google => UsageSource::Provider,
        _ => UsageSource::Counted,
    }
}

impl Expected {
    pub fn refused(self, status: u16, code: &'static str) -> Self {
        Self {
            refused: (status, code),
            ..self
        }
    }

    pub fn after(self, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    pub fn waiting(self, millis: u64) -> Self {
        Self {
            waits_ms: Some(millis),
            ..self
        }
    }
}

impl Fault {
    pub fn new(
        name: &'static str,
        does: &'static str,
        script: fn(Dialect) -> Script,
        expected: fn(Dialect) -> Option<Expected>,
    ) -> Self {
        Self {
            name,
            does,
            place: Place::Here,
            script,
            times: None,
            timeouts: "",
            expected,
        }
    }

    /// Only the first call meets it.
    pub fn once(self) -> Self {
        Self {
            times: Some(1),
            ..self
        }
    }

    pub fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    pub fn waited_for(self, timeouts: &'static str) -> Self {
        Self { timeouts, ..self }
    }
}

impl Place {
    /// The address of a provider, for the configuration.
    pub fn url(self, scripted: &str, name: &str, dialect: Dialect) -> String {
        let host = match self {
            Self::Here => scripted.to_owned(),
            Self::Nowhere => "http://127.0.0.1:9".to_owned(),
            Self::NoName => "http://provider.invalid".to_owned(),
            Self::NoTls => scripted.replace("http://", "https://"),
        };
        match dialect {
            Dialect::OpenAi => format!("{host}/{name}/v1"),
            Dialect::Anthropic | Dialect::Google | Dialect::Ollama => format!("{host}/{name}"),
        }
    }
}
