//! `docs/faults.md`: its table is drawn from the faults that the tests play, so that it cannot lie.

use super::fault::{Charged, Expected, Fault};
use std::fmt::Write as _;
use tollgate::provider::{Dialect, Timeouts};
use tollgate::types::{AnswerState, UsageSource};

/// What stands around the table in the file.
pub const BEGIN: &str = "<!-- drawn by the tests: server/tests/api/faults -->\n";
pub const END: &str = "<!-- end of what is drawn -->\n";

const HEAD: &str = "| the provider … | asked | a person reads | a program gets | kept | charged |\n\
                    | --- | --- | --- | --- | --- | --- |\n";

pub fn table(faults: &[Fault]) -> String {
    let mut table = HEAD.to_owned();
    for fault in faults {
        for (expected, whose) in groups(fault) {
            row(&mut table, fault, &expected, &whose);
        }
    }
    table
}

/// What is expected, and in which dialects, unless it is in all.
fn groups(fault: &Fault) -> Vec<(Expected, String)> {
    let mut groups: Vec<(Expected, Vec<&str>)> = Vec::new();
    for (dialect, name) in NAMES {
        let Some(expected) = (fault.expected)(dialect) else {
            continue;
        };
        let expected = alike(expected);
        match groups.iter_mut().find(|(known, _)| *known == expected) {
            Some((_, names)) => names.push(name),
            None => groups.push((expected, vec![name])),
        }
    }
    let named = |names: Vec<&str>| match names.len() == NAMES.len() {
        true => String::new(),
        false => format!(" ({})", names.join(", ")),
    };
    let groups = groups.into_iter();
    groups
        .map(|(expected, names)| (expected, named(names)))
        .collect()
}

const NAMES: [(Dialect, &str); 4] = [
    (Dialect::OpenAi, "OpenAI"),
    (Dialect::Anthropic, "Anthropic"),
    (Dialect::Google, "Google"),
    (Dialect::Ollama, "Ollama"),
];

/// Who counted is told above the table, and in which order the words come is told nowhere.
fn alike(expected: Expected) -> Expected {
    let charged = match expected.charged {
        Charged::Part(_) => Charged::Part(UsageSource::Counted),
        other => other,
    };
    let text = match expected.state {
        AnswerState::Failed => expected.text,
        _ => "",
    };
    Expected {
        charged,
        text,
        ..expected
    }
}

fn row(table: &mut String, fault: &Fault, expected: &Expected, whose: &str) {
    let error = usual_times(expected.error.unwrap_or_default());
    let kept = expected.text;
    let failed = expected.state == AnswerState::Failed;
    let person = match (failed, kept.is_empty()) {
        (true, true) => error.clone(),
        (true, false) => format!("the text that came, then: {error}"),
        (false, _) => "the answer".to_owned(),
    };
    let program = match (failed, kept.is_empty()) {
        (true, true) => {
            let (status, code) = expected.refused;
            format!("{status} `{code}`")
        }
        (true, false) => {
            "a stream: the text that came, then an error `provider_error`; else 502 `provider_error`".to_owned()
        }
        (false, _) => "200".to_owned(),
    };
    let program = match expected.retry_after {
        Some(seconds) => format!("{program} with `Retry-After: {seconds}`"),
        None => program,
    };
    let kept = match (failed, kept.is_empty()) {
        (true, true) => "the question; the answer is marked failed",
        (true, false) => "the text that came, marked failed",
        (false, _) => "the answer",
    };
    let charged = match expected.charged {
        Charged::Nothing => "nothing",
        Charged::Part(_) => "what came",
        Charged::Whole(UsageSource::Provider) => "as the provider says",
        Charged::Whole(UsageSource::Counted) => "as Tollgate counts",
    };
    let does = fault.does;
    let asked = asked(expected);
    writeln!(
        table,
        "| {does}{whose} | {asked} | {person} | {program} | {kept} | {charged} |"
    )
    .unwrap();
}

fn asked(expected: &Expected) -> String {
    let times = match expected.asked {
        0 => "never reached".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    };
    match expected.waits_ms {
        Some(millis) => format!("{times}, {} s apart", millis as f64 / 1e3),
        None => times,
    }
}

/// The tests wait less long than the program.
fn usual_times(error: &str) -> String {
    let usual = Timeouts::default();
    let (headers, idle) = (usual.headers.as_secs(), usual.idle.as_secs());
    error
        .replace("0.7 s", &format!("{headers} s"))
        .replace("0.9 s", &format!("{idle} s"))
}
