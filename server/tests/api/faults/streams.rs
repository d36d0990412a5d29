//! An answer begins and goes wrong, or is told in a way that nobody expects.

use super::connection::{BROKE_OFF, scenario};
use super::fault::{Fault, PART, answered, cut, of_part, said, unanswered};
use crate::test_app::PROVIDER_KEY;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write as _;
use tollgate::provider::Dialect;
use tollgate::types::UsageSource;
use tollgate_scripted_provider::{
    Answer, ApiError, Delivery, Interrupt, Order, Repeat, Script, Step,
};

const UNREADABLE: &str = "Lab sent an answer that cannot be read. Nothing was charged.";
const WENT_WRONG: &str = "Lab went on with something that cannot be read. What came was charged.";

const TWO: &str = "You asked: How far is the moon?You asked: How far is the moon?";

pub fn faults() -> Vec<Fault> {
    vec![
        Fault::new(
            "empty",
            "sends nothing (200 with an empty body)",
            |_| scenario("empty"),
            |_| unanswered(3, "Lab sent an empty answer. Nothing was charged."),
        ),
        Fault::new(
            "error-event",
            "fails in the middle and says so",
            error_event,
            |dialect| cut(BROKE_OFF, of_part(dialect)),
        ),
        Fault::new(
            "malformed",
            "sends an event that cannot be read",
            malformed,
            |dialect| cut(WENT_WRONG, of_part(dialect)),
        ),
        Fault::new(
            "malformed-first",
            "begins with an event that cannot be read",
            malformed_first,
            |_| unanswered(1, UNREADABLE),
        ),
        Fault::new(
            "truncated",
            "ends in the middle of an event",
            truncated,
            |dialect| cut(BROKE_OFF, of_part(dialect)),
        ),
        Fault::new("twice", "sends each event twice", twice, |_| {
            let text = "YouYou asked: asked: How How far far is is the the moon? moon?";
            said(1, text, UsageSource::Provider)
        }),
        Fault::new(
            "swapped",
            "sends events in another order",
            swapped,
            |dialect| {
                let text = match dialect {
                    // What follows the end is no part of it.
                    Dialect::Ollama => " asked:You far How the is",
                    Dialect::Google => " asked:You far How the is moon?",
                    Dialect::OpenAi | Dialect::Anthropic => "You How asked: is far moon? the",
                };
                said(1, text, UsageSource::Provider)
            },
        ),
        Fault::new(
            "more",
            "goes on after the end",
            more,
            |dialect| match dialect {
                // It has no end but that of the connection.
                Dialect::Google => said(1, TWO, UsageSource::Provider),
                _ => answered(1),
            },
        ),
        Fault::new(
            "invalid-utf-8",
            "sends bytes that are no text",
            invalid,
            |dialect| cut(WENT_WRONG, of_part(dialect)),
        ),
        Fault::new("16-mib", "sends a line of 16 MiB", long_line, |dialect| {
            cut(WENT_WRONG, of_part(dialect))
        }),
        Fault::new(
            "gzip",
            "sends a gzip bomb that nobody asked for",
            bomb,
            |_| unanswered(1, UNREADABLE),
        ),
        Fault::new(
            "no-usage",
            "does not say what was used",
            |_| scenario("no-usage"),
            |_| said(1, super::fault::WHOLE, UsageSource::Counted),
        ),
        Fault::new(
            "zero-usage",
            "says that nothing was used",
            |_| scenario("zero-usage"),
            |_| said(1, super::fault::WHOLE, UsageSource::Counted),
        ),
        Fault::new(
            "endless",
            "never ends, without another word",
            endless,
            |dialect| cut(WENT_WRONG, of_part(dialect)),
        ),
    ]
}

/// These steps in the middle of an answer.
pub fn after_some_words(steps: impl Into<Vec<Step>>) -> Script {
    Script::answer(Answer::default()).delivered(Delivery {
        interrupt: Some(Interrupt {
            after_events: PART.split(' ').count(),
            steps: steps.into(),
        }),
        ..Delivery::default()
    })
}

fn in_order(order: Order) -> Script {
    Script::answer(Answer::default()).delivered(Delivery {
        order,
        ..Delivery::default()
    })
}

fn error_event(_: Dialect) -> Script {
    let error = ApiError {
        status: 500,
        kind: None,
        message: Some(format!("It fell over with {PROVIDER_KEY}.")),
    };
    after_some_words([Step::ErrorEvent(error), Step::End])
}

fn malformed(_: Dialect) -> Script {
    after_some_words([half_an_event()])
}

fn malformed_first(_: Dialect) -> Script {
    Script::of([half_an_event(), Step::Answer(Answer::default())])
}

fn half_an_event() -> Step {
    Step::SendFrame(format!("{{\"{PROVIDER_KEY}\":["))
}

fn truncated(_: Dialect) -> Script {
    after_some_words([Step::Send("data: {\"choices\": [{".to_owned()), Step::End])
}

fn twice(_: Dialect) -> Script {
    in_order(Order::Twice)
}

fn swapped(_: Dialect) -> Script {
    in_order(Order::Swapped)
}

fn more(_: Dialect) -> Script {
    let answer = Step::Answer(Answer::default());
    Script::of([answer.clone(), answer])
}

fn invalid(_: Dialect) -> Script {
    after_some_words([Step::SendBytes(
        b"data: \xff\xfe\xc3\x28\n\n\xff\n".to_vec(),
    )])
}

fn long_line(_: Dialect) -> Script {
    let piece = Step::Send("x".repeat(64 << 10));
    after_some_words([
        Step::Send("data: ".to_owned()),
        repeated(Some(256), piece),
        Step::Send("\n\n".to_owned()),
    ])
}

/// 64 MiB of nothing in 64 KiB.
fn bomb(_: Dialect) -> Script {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    let nothing = vec![0; 1 << 20];
    for _ in 0..64 {
        packed.write_all(&nothing).unwrap();
    }
    let headers = [("content-encoding".to_owned(), "gzip".to_owned())];
    Script::of([
        Step::Headers(headers.into()),
        Step::SendBytes(packed.finish().unwrap()),
    ])
}

/// Lines that mean nothing keep a connection alive in both ways of framing.
fn endless(dialect: Dialect) -> Script {
    let piece = match dialect {
        Dialect::Ollama => format!("{}\n", " ".repeat(64 << 10)),
        _ => format!(": {}\n\n", "still busy, ".repeat(5_000)),
    };
    after_some_words([repeated(None, Step::Send(piece))])
}

fn repeated(times: Option<u32>, step: Step) -> Step {
    Step::Repeat(Repeat {
        times,
        steps: vec![step],
    })
}
