//! Named scenarios: the misbehaviours that tests ask for most, usable as the name of a model.

use crate::script::{
    Answer, ApiError, Delivery, Finish, Interrupt, ReportedUsage, Script, ScriptError, Step, Usage,
};

/// The names that `/v1/models` lists; each takes no parameter.
pub(crate) const LISTED: &[&str] = &[
    "echo",
    "markdown",
    "long",
    "slow",
    "late",
    "silent",
    "stall",
    "drip",
    "endless",
    "no-usage",
    "zero-usage",
    "wrong-usage",
    "filtered",
    "length",
    "malformed",
    "unfinished",
    "hang-up",
    "reset",
    "refuse",
    "error-event",
    "quota",
    "empty",
    "html",
];

/// Events before a stream is interrupted: enough that some text was seen ("You asked:").
const SOME_EVENTS: usize = 2;

const MARKDOWN: &str = "# A heading\n\nSome *emphasis*, some **strong** text and `code`.\n\n\
    - first\n- second\n\n```rust\nfn main() {\n    println!(\"hello\");\n}\n```\n\n\
    | a | b |\n| --- | --- |\n| 1 | 2 |\n\n<b>not bold</b> and <https://example.org/>\n";

impl Script {
    /// `echo`, `slow`, `status-429`, `reset-after-200`, `say:hello`, `fixture:openai/chat-text.json`,
    /// `script:{…}` …: the README has them all.
    pub fn named(name: &str) -> Result<Self, ScriptError> {
        if let Some((kind, rest)) = name.split_once(':') {
            return match kind {
                "script" => Self::parse(rest),
                "fixture" => Ok(Self::fixture(rest)),
                "say" => Ok(Self::say(rest)),
                _ => Err(ScriptError::UnknownScenario(name.to_owned())),
            };
        }
        fixed(name)
            .or_else(|| numbered(name))
            .ok_or_else(|| ScriptError::UnknownScenario(name.to_owned()))
    }
}

fn fixed(name: &str) -> Option<Script> {
    let echo = Script::answer(Answer::default());
    Some(match name {
        "echo" => echo,
        "markdown" => Script::say(MARKDOWN),
        "long" => Script::say("Once more with feeling, said the tireless machine. ".repeat(250)),
        "slow" => paced(echo, 100),
        "late" => Script::of([Step::DelayMs(1_000), Step::Answer(Answer::default())]),
        "silent" => Script::of([Step::Stall]),
        "stall" => interrupted([Step::Stall]),
        "drip" => dripping(),
        "endless" => endless(),
        "no-usage" => usage(ReportedUsage::Absent),
        "zero-usage" => usage(ReportedUsage::Exactly(Usage::default())),
        "wrong-usage" => usage(ReportedUsage::Exactly(Usage {
            input: 1_000_000,
            output: 1_000_000,
        })),
        "filtered" => finish(Finish::ContentFilter),
        "length" => finish(Finish::Length),
        "malformed" => interrupted([Step::SendFrame("{\"choices\":[{\"delta\":".to_owned())]),
        "unfinished" => interrupted([Step::End]),
        "hang-up" => interrupted([Step::HangUp]),
        "reset" => interrupted([Step::Reset]),
        "refuse" => Script::of([Step::Reset]),
        "error-event" => interrupted([Step::ErrorEvent(ApiError::status(500)), Step::End]),
        "quota" => quota(),
        "empty" => Script::of([Step::Head]),
        "html" => html(),
        _ => return None,
    })
}

fn numbered(name: &str) -> Option<Script> {
    let (kind, number) = name.rsplit_once('-')?;
    let number: u64 = number.parse().ok()?;
    let echo = Script::answer(Answer::default());
    Some(match kind {
        "status" => Script::status(u16::try_from(number).ok()?),
        "slow" => paced(echo, number),
        "late" => Script::of([Step::DelayMs(number), Step::Answer(Answer::default())]),
        "reset-after" => echo.delivered(Delivery {
            reset_after: Some(number),
            ..Delivery::default()
        }),
        "stall-after" => echo.delivered(Delivery {
            stall_after: Some(number),
            ..Delivery::default()
        }),
        _ => return None,
    })
}

fn paced(script: Script, pause_ms: u64) -> Script {
    script.delivered(Delivery {
        pause_ms,
        ..Delivery::default()
    })
}

fn dripping() -> Script {
    Script::answer(Answer::default()).delivered(Delivery {
        piece_bytes: Some(1),
        pause_ms: 2,
        ..Delivery::default()
    })
}

fn endless() -> Script {
    let answer = Answer {
        endless: true,
        ..Answer::default()
    };
    paced(Script::answer(answer), 20)
}

fn usage(usage: ReportedUsage) -> Script {
    Script::answer(Answer {
        usage,
        ..Answer::default()
    })
}

fn finish(finish: Finish) -> Script {
    Script::answer(Answer {
        finish: Some(finish),
        ..Answer::default()
    })
}

fn interrupted(steps: impl Into<Vec<Step>>) -> Script {
    Script::answer(Answer::default()).delivered(Delivery {
        interrupt: Some(Interrupt {
            after_events: SOME_EVENTS,
            steps: steps.into(),
        }),
        ..Delivery::default()
    })
}

/// The 429 that no waiting cures.
fn quota() -> Script {
    Script::of([Step::Error(ApiError {
        status: 429,
        kind: Some("insufficient_quota".to_owned()),
        message: Some(
            "You exceeded your current quota, please check your plan and billing details."
                .to_owned(),
        ),
    })])
}

/// What a proxy in between says when it is at a loss.
fn html() -> Script {
    let headers = [("content-type".to_owned(), "text/html".to_owned())];
    Script::of([
        Step::Headers(headers.into()),
        Step::Send("<html><body><h1>Bad gateway</h1></body></html>".to_owned()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_is_a_scenario() {
        for name in LISTED {
            assert!(Script::named(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn numbers_are_parameters() {
        let script = Script::named("reset-after-200").unwrap();
        assert_eq!(script.delivery.reset_after, Some(200));
        assert_eq!(Script::named("status-503").unwrap(), Script::status(503));
        assert!(Script::named("gpt-4").is_err());
    }

    #[test]
    fn a_script_can_be_the_name_of_a_model() {
        let script = Script::named(r#"script:{"steps":["reset"]}"#).unwrap();
        assert_eq!(script.steps, [Step::Reset]);
    }
}
