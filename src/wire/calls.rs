//! Calls to take away, as CSV (RFC 4180) or JSON. Amounts are exact: nano-dollars as a whole number, and dollars with
//! nine decimals.

use crate::store::HouseCall;
use crate::types::{Call, NanoDollars, Timestamp, UsageSource};
use serde::Serialize;

/// A call as programs read it. The columns of CSV are these fields in this order.
#[derive(Serialize)]
struct Row<'c> {
    call: String,
    started_at: String,
    ended_at: String,
    purpose: &'static str,
    model: &'c str,
    provider: &'c str,
    key: Option<&'c str>,
    input_tokens: u64,
    cached_input_tokens: u64,
    cache_write_tokens: u64,
    output_tokens: u64,
    reasoning_tokens: u64,
    counted_by: &'static str,
    outcome: &'static str,
    failed_attempts: usize,
    cost_nano_dollars: i64,
    cost_dollars: String,
    saved_nano_dollars: i64,
    saved_dollars: String,
}

/// The first line.
pub const CSV_HEAD: &str = "call,started_at,ended_at,purpose,model,provider,key,input_tokens,cached_input_tokens,\
    cache_write_tokens,output_tokens,reasoning_tokens,counted_by,outcome,failed_attempts,cost_nano_dollars,\
    cost_dollars,saved_nano_dollars,saved_dollars\r\n";

/// Before the first line, where calls are those of everybody.
pub const CSV_WHOSE: &str = "email,";

/// What spreadsheets take for the beginning of a formula; they know the wide forms too.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Appends a call's line.
pub fn write_csv(call: &Call, text: &mut String) {
    let row = Row::of(call);
    let numbers = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>();
    let tokens = numbers(&[
        row.input_tokens,
        row.cached_input_tokens,
        row.cache_write_tokens,
        row.output_tokens,
        row.reasoning_tokens,
    ]);
    let fields = [
        row.call,
        row.started_at,
        row.ended_at,
        row.purpose.into(),
        cell(row.model),
        cell(row.provider),
        cell(row.key.unwrap_or_default()),
        tokens.join(","),
        row.counted_by.into(),
        row.outcome.into(),
        row.failed_attempts.to_string(),
        row.cost_nano_dollars.to_string(),
        row.cost_dollars,
        row.saved_nano_dollars.to_string(),
        row.saved_dollars,
    ];
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            text.push(',');
        }
        text.push_str(field);
    }
    text.push_str("\r\n");
}

/// Appends a call's line, with who made it before it.
pub fn write_house_csv(of_house: &HouseCall, text: &mut String) {
    text.push_str(&cell(&of_house.email));
    text.push(',');
    write_csv(&of_house.call, text);
}

/// Appends a call as a JSON object.
pub fn write_json(call: &Call, text: &mut String) {
    // Nothing in a row can fail to be written.
    text.push_str(&serde_json::to_string(&Row::of(call)).unwrap_or_default());
}

impl<'c> Row<'c> {
    fn of(call: &'c Call) -> Self {
        let tokens = &call.usage.tokens;
        Self {
            call: call.id.to_string(),
            started_at: time(call.started_at),
            ended_at: time(call.ended_at),
            purpose: call.purpose.as_str(),
            model: &call.llm.0,
            provider: &call.provider,
            key: call.key.as_ref().map(|key| key.name.as_str()),
            input_tokens: tokens.input,
            cached_input_tokens: tokens.cached_input,
            cache_write_tokens: tokens.cache_write,
            output_tokens: tokens.output,
            reasoning_tokens: tokens.reasoning,
            counted_by: match call.usage.source {
                UsageSource::Provider => "provider",
                UsageSource::Counted => "tollgate",
            },
            outcome: call.outcome.as_str(),
            failed_attempts: call.failed_attempts.len(),
            cost_nano_dollars: call.cost.0,
            cost_dollars: NanoDollars::as_decimal(call.cost),
            saved_nano_dollars: call.saved.0,
            saved_dollars: NanoDollars::as_decimal(call.saved),
        }
    }
}

/// A text that somebody chose, such that no spreadsheet reads it as a formula.
fn cell(text: &str) -> String {
    let guarded = match text.starts_with(FORMULA) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match guarded.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", guarded.replace('"', "\"\"")),
        false => guarded,
    }
}

/// `2026-11-23T10:42:07.5Z`.
fn time(at: Timestamp) -> String {
    jiff::Timestamp::from_microsecond(at.0).map_or_else(|_| String::new(), |at| at.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Attempt, CallId, CallKey, KeyId, LlmName, Outcome, Purpose, Tokens, Usage};

    fn call(key: &str) -> Call {
        Call {
            id: CallId("01890000-0000-7000-8000-000000000000".parse().unwrap()),
            started_at: Timestamp(1_793_664_000_250_000),
            ended_at: Timestamp(1_793_664_002_000_000),
            purpose: Purpose::Api,
            llm: LlmName("gpt-5-mini".into()),
            provider: "OpenAI, \"US\"".into(),
            key: Some(CallKey {
                id: KeyId::new(),
                name: key.into(),
            }),
            usage: Usage {
                tokens: Tokens {
                    input: 888,
                    cached_input: 1_024,
                    cache_write: 0,
                    output: 1_240,
                    reasoning: 384,
                },
                source: UsageSource::Counted,
            },
            cost: NanoDollars(2_727_880),
            saved: NanoDollars::ZERO,
            outcome: Outcome::Complete,
            failed_attempts: vec![Attempt {
                provider: "elsewhere".into(),
                failed: "broke off".into(),
                cost: NanoDollars::ZERO,
            }],
        }
    }

    #[test]
    fn a_line_has_every_column_and_exact_amounts() {
        let mut text = String::new();
        write_csv(&call("nightly"), &mut text);
        assert_eq!(
            text,
            "01890000-0000-7000-8000-000000000000,2026-11-03T00:00:00.25Z,2026-11-03T00:00:02Z,api,\
             gpt-5-mini,\"OpenAI, \"\"US\"\"\",nightly,888,1024,0,1240,384,tollgate,complete,1,2727880,\
             0.002727880,0,0.000000000\r\n"
        );
        let names: Vec<_> = CSV_HEAD.trim_end().split(',').collect();
        let mut json = String::new();
        write_json(&call("nightly"), &mut json);
        let mut place = 0;
        for name in names {
            let found = json.find(&format!("\"{name}\":")).unwrap();
            assert!(found >= place, "{name}");
            place = found;
        }
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["cost_nano_dollars"], 2_727_880);
        assert_eq!(json["cost_dollars"], "0.002727880");
    }

    #[test]
    fn no_text_is_a_formula() {
        for (name, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("+2", "'+2"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            (
                "=HYPERLINK(\"http://x\",\"y\")",
                "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
            ),
            ("a=b", "a=b"),
            ("two\nlines", "\"two\nlines\""),
            ("a,b", "\"a,b\""),
        ] {
            assert_eq!(cell(name), written);
        }
    }
}
