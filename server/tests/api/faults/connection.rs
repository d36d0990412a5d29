//! The provider cannot be reached, or says nothing.

use super::fault::{Fault, Place, answered, cut, of_part, unanswered};
use super::streams::after_some_words;
use tollgate::provider::Dialect;
use tollgate_scripted_provider::{Delivery, Repeat, Script, Step};

const UNREACHABLE: &str = "Lab could not be reached. Nothing was charged.";
pub const BROKE_OFF: &str = "Lab broke off in the middle of the answer. What came was charged.";
const OVERDUE: &str = "Lab took too long, so the answer was ended here. What came was charged.";

pub fn faults() -> Vec<Fault> {
    vec![
        Fault::new("refused", "refuses the connection", echo, |_| {
            unanswered(0, UNREACHABLE)
        })
        .at(Place::Nowhere),
        Fault::new(
            "no-name",
            "has a name that cannot be found (DNS)",
            echo,
            |_| unanswered(0, UNREACHABLE),
        )
        .at(Place::NoName),
        Fault::new("no-tls", "cannot agree on TLS", echo, |_| {
            unanswered(0, UNREACHABLE)
        })
        .at(Place::NoTls),
        Fault::new(
            "reset-first",
            "resets the connection before it answers",
            reset,
            |_| unanswered(3, UNREACHABLE),
        ),
        Fault::new("reset-once", "resets the connection once", reset, |_| {
            answered(2)
        })
        .once(),
        Fault::new("silent", "says nothing at all", silent, |_| {
            unanswered(3, "Lab did not answer in 0.7 s. Nothing was charged.")
        })
        .waited_for("headers_ms = 700"),
        Fault::new(
            "silent-body",
            "begins a response and says nothing more",
            silent_body,
            |_| unanswered(3, "Lab fell silent for 0.9 s. Nothing was charged."),
        )
        .waited_for("idle_ms = 900"),
        Fault::new("stall", "falls silent in the middle", stall, |dialect| {
            let error = "Lab fell silent in the middle of the answer. What came was charged.";
            cut(error, of_part(dialect))
        })
        .waited_for("idle_ms = 1900"),
        Fault::new(
            "overdue",
            "goes on for more than 15 minutes",
            going_on,
            |dialect| cut(OVERDUE, of_part(dialect)),
        )
        .waited_for("total_ms = 1900"),
        Fault::new(
            "reset",
            "resets the connection in the middle",
            named_reset,
            |dialect| cut(BROKE_OFF, of_part(dialect)),
        ),
        Fault::new(
            "hang-up",
            "closes the connection in the middle",
            hang_up,
            |dialect| cut(BROKE_OFF, of_part(dialect)),
        ),
        Fault::new(
            "unfinished",
            "ends the response without ending the answer",
            unfinished,
            |dialect| cut(BROKE_OFF, of_part(dialect)),
        ),
        Fault::new("drip", "sends the answer byte by byte", drip, |_| {
            answered(1)
        }),
    ]
}

fn echo(_: Dialect) -> Script {
    scenario("echo")
}

fn reset(_: Dialect) -> Script {
    scenario("refuse")
}

fn silent(_: Dialect) -> Script {
    scenario("silent")
}

fn silent_body(_: Dialect) -> Script {
    Script::of([Step::Head, Step::Stall])
}

fn stall(_: Dialect) -> Script {
    scenario("stall")
}

/// Signs of life, and nothing else.
fn going_on(dialect: Dialect) -> Script {
    let sign = match dialect {
        Dialect::Ollama => "\n",
        _ => ": still busy\n\n",
    };
    let steps = vec![Step::DelayMs(20), Step::Send(sign.to_owned())];
    after_some_words([Step::Repeat(Repeat { times: None, steps })])
}

fn named_reset(_: Dialect) -> Script {
    scenario("reset")
}

fn hang_up(_: Dialect) -> Script {
    scenario("hang-up")
}

fn unfinished(_: Dialect) -> Script {
    scenario("unfinished")
}

fn drip(_: Dialect) -> Script {
    let delivery = Delivery {
        piece_bytes: Some(1),
        ..Delivery::default()
    };
    scenario("echo").delivered(delivery)
}

pub fn scenario(name: &str) -> Script {
    Script::named(name).unwrap()
}
