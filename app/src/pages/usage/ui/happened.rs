//! What happened to a call, in the order of time.

use tollgate::types::{
    CallRecord, Judged, NanoDollars, Outcome, Receipt, Timestamp, UsageSource, Verdict,
};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Happened {
    /// Since the call began; not all of it is kept.
    pub after: Option<String>,
    pub icon: &'static str,
    pub what: String,
    pub remark: String,
}

impl Happened {
    fn new(icon: &'static str, what: impl Into<String>, remark: impl Into<String>) -> Self {
        Self {
            after: None,
            icon,
            what: what.into(),
            remark: remark.into(),
        }
    }

    fn at(self, begun: Timestamp, at: Timestamp) -> Self {
        let millis = at.0.saturating_sub(begun.0).max(0) / 1_000;
        Self {
            after: Some(format!(
                "{}.{:02}\u{a0}s",
                millis / 1_000,
                millis % 1_000 / 10
            )),
            ..self
        }
    }
}

/// Hold, judgement, tries, what was replaced in the answer, settlement.
pub fn happened(record: &CallRecord) -> Vec<Happened> {
    let (begun, ended) = (record.call.started_at, record.call.ended_at);
    let mut all = Vec::new();
    if let Some(held) = record.held {
        let what = format!("Held {} of what is left", held.as_call());
        all.push(Happened::new("clock", what, "the most that it might cost").at(begun, begun));
    }
    if let Some(judged) = &record.judged {
        all.push(judgement(judged).at(begun, judged.at));
    }
    all.extend(tries(&record.receipt));
    all.push(ending(&record.receipt).at(begun, ended));
    if let Some(said) = record.said.as_ref().filter(|said| said.redacted > 0) {
        let places = match said.redacted {
            1 => "1 secret".into(),
            many => format!("{many} secrets"),
        };
        let what = format!("Replaced {places} in the answer");
        all.push(Happened::new("info", what, "shown as [REDACTED]").at(begun, ended));
    }
    all.push(settlement(record).at(begun, ended));
    all
}

fn judgement(judged: &Judged) -> Happened {
    let (icon, what) = match judged.verdict {
        Verdict::Passed => ("check", "Moderation: passed"),
        Verdict::Flagged => ("info", "Moderation: let through, and noted"),
        Verdict::Blocked => ("warn", "Moderation: refused"),
        Verdict::FailedOpen => (
            "warn",
            "Moderation: could not be judged, and was let through",
        ),
        Verdict::FailedClosed => ("warn", "Moderation: could not be judged, and was refused"),
    };
    Happened::new(icon, what, format!("by {}", judged.engine))
}

fn tries(receipt: &Receipt) -> impl Iterator<Item = Happened> {
    receipt.failed_attempts.iter().zip(1..).map(|(attempt, n)| {
        let what = format!("Try {n}, {}: {}", attempt.provider, attempt.failed);
        let remark = match attempt.cost {
            NanoDollars::ZERO => "nothing charged".into(),
            cost => format!("{} charged, as a call of its own", cost.as_call()),
        };
        Happened::new("warn", what, remark)
    })
}

fn ending(receipt: &Receipt) -> Happened {
    if receipt.outcome == Outcome::Cached {
        let saved = format!("saved {}", receipt.saved.as_call());
        return Happened::new("bolt", "Answer cache: the answer was known", saved);
    }
    let (icon, how) = match receipt.outcome {
        Outcome::Complete | Outcome::Cached => ("check", "answered"),
        Outcome::Stopped => ("stop", "stopped by who asked"),
        Outcome::Abandoned => ("warn", "nobody waited for the end"),
        Outcome::Failed => ("warn", "failed"),
    };
    let counted = match receipt.usage.source {
        UsageSource::Provider => "provider's count",
        UsageSource::Counted => "counted by Tollgate",
    };
    let what = format!("Try {}, {}: {how}", receipt.tries(), receipt.provider);
    Happened::new(icon, what, counted)
}

fn settlement(record: &CallRecord) -> Happened {
    let cost = record.call.cost;
    let what = match cost {
        NanoDollars::ZERO => "Nothing was charged".into(),
        cost => format!("Charged {}", cost.as_call()),
    };
    let back = record.given_back().filter(|back| *back > NanoDollars::ZERO);
    let remark = back.map_or_else(String::new, |back| {
        format!("{} of the hold given back", back.as_call())
    });
    Happened::new("check", what, remark)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{Attempt, Call, CallId, ChatId, LlmName, Purpose, Said, Tokens, Usage};

    fn record(outcome: Outcome) -> CallRecord {
        let usage = Usage {
            tokens: Tokens::default(),
            source: UsageSource::Provider,
        };
        let attempt = Attempt {
            provider: "Azure".into(),
            failed: "did not answer in 30 s".into(),
            cost: NanoDollars::ZERO,
        };
        let call = Call {
            id: CallId::new(),
            started_at: Timestamp(0),
            ended_at: Timestamp(8_440_000),
            purpose: Purpose::Chat,
            llm: LlmName("m".into()),
            provider: "OpenAI".into(),
            key: None,
            usage,
            cost: NanoDollars(2_727_880),
            saved: NanoDollars::ZERO,
            outcome,
            failed_attempts: vec![attempt],
        };
        let receipt = Receipt {
            llm: call.llm.clone(),
            provider: call.provider.clone(),
            usage,
            parts: None,
            cost: call.cost,
            saved: call.saved,
            judged: NanoDollars::ZERO,
            outcome,
            failed_attempts: call.failed_attempts.clone(),
        };
        CallRecord {
            call,
            receipt,
            price: None,
            held: Some(NanoDollars(12_000_000)),
            judged: Some(Judged {
                verdict: Verdict::Passed,
                engine: "built-in".into(),
                at: Timestamp(41_000),
            }),
            said: Some(Said {
                chat: ChatId::new(),
                title: "Keys".into(),
                redacted: 2,
            }),
        }
    }

    fn told(record: &CallRecord) -> Vec<String> {
        let line = |one: Happened| {
            let after = one.after.unwrap_or_else(|| "-".into());
            format!("{after} {} ({})", one.what, one.remark)
        };
        happened(record).into_iter().map(line).collect()
    }

    #[test]
    fn a_call_is_told_from_its_hold_to_its_settlement() {
        let told = told(&record(Outcome::Complete));
        assert_eq!(
            told,
            [
                "0.00\u{a0}s Held $0.0120 of what is left (the most that it might cost)",
                "0.04\u{a0}s Moderation: passed (by built-in)",
                "- Try 1, Azure: did not answer in 30 s (nothing charged)",
                "8.44\u{a0}s Try 2, OpenAI: answered (provider's count)",
                "8.44\u{a0}s Replaced 2 secrets in the answer (shown as [REDACTED])",
                "8.44\u{a0}s Charged $0.0027 ($0.0093 of the hold given back)",
            ]
        );
    }

    #[test]
    fn what_is_not_known_is_not_told() {
        let mut old = record(Outcome::Cached);
        old.held = None;
        old.judged = None;
        old.said = None;
        old.receipt.failed_attempts.clear();
        old.receipt.saved = NanoDollars(4_100_000);
        old.call.cost = NanoDollars::ZERO;
        assert_eq!(
            told(&old),
            [
                "8.44\u{a0}s Answer cache: the answer was known (saved $0.0041)",
                "8.44\u{a0}s Nothing was charged ()",
            ]
        );
    }
}
