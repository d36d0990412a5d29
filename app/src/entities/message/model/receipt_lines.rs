//! The lines of a receipt: the kinds of token that occurred, and what each cost.

use tollgate::types::money::grouped;
use tollgate::types::{NanoDollars, Receipt, UsageSource};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub what: &'static str,
    pub remark: Option<String>,
    /// Those of attempts that failed are not the answer's.
    pub tokens: Option<u64>,
    /// Where it is known.
    pub cost: Option<NanoDollars>,
}

/// Input and output always, the rest where there was some.
pub fn lines(receipt: &Receipt) -> Vec<Line> {
    let tokens = &receipt.usage.tokens;
    let counted = receipt.usage.source == UsageSource::Counted;
    let parts = receipt.parts;
    let line = |what, tokens, kind: usize, always: bool| {
        (always || tokens > 0).then(|| Line {
            what,
            remark: counted.then(|| "counted".to_string()),
            tokens: Some(tokens),
            cost: parts.map(|parts| parts[kind]),
        })
    };
    let mut output = line("Output", tokens.output, 3, true);
    if let Some(output) = output.as_mut().filter(|_| tokens.reasoning > 0) {
        let thought = format!("{} of it reasoning", grouped(tokens.reasoning));
        output.remark = Some(match output.remark.take() {
            Some(remark) => format!("{thought}, {remark}"),
            None => thought,
        });
    }
    [
        line("Input", tokens.input, 0, true),
        line(
            "Input, cached by the provider",
            tokens.cached_input,
            1,
            false,
        ),
        line("Input, kept by the provider", tokens.cache_write, 2, false),
        output,
        (parts.is_some() && receipt.lost() > NanoDollars::ZERO).then(|| Line {
            what: "Attempts that failed",
            remark: None,
            tokens: None,
            cost: Some(receipt.lost()),
        }),
        (receipt.judged > NanoDollars::ZERO).then_some(Line {
            what: "Judging the question",
            remark: None,
            tokens: None,
            cost: Some(receipt.judged),
        }),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{Attempt, LlmName, Outcome, Tokens, Usage};

    #[test]
    fn the_kinds_that_occurred_are_listed_and_add_up() {
        let receipt = Receipt {
            llm: LlmName("m".into()),
            provider: "P".into(),
            usage: Usage {
                tokens: Tokens {
                    input: 888,
                    cached_input: 1_024,
                    output: 1_240,
                    reasoning: 384,
                    ..Tokens::default()
                },
                source: UsageSource::Counted,
            },
            parts: Some([888, 103, 0, 2_480].map(NanoDollars)),
            cost: NanoDollars(888 + 103 + 2_480 + 9),
            judged: NanoDollars(70),
            saved: NanoDollars(0),
            outcome: Outcome::Complete,
            failed_attempts: vec![Attempt {
                provider: "Q".into(),
                failed: "broke off".into(),
                cost: NanoDollars(9),
            }],
        };
        let lines = lines(&receipt);
        let costs: Vec<_> = lines.iter().map(|line| line.cost).collect();
        assert_eq!(
            costs,
            [888, 103, 2_480, 9, 70].map(|cost| Some(NanoDollars(cost)))
        );
        let shown: Vec<_> = lines
            .iter()
            .map(|line| (line.what, line.remark.as_deref()))
            .collect();
        assert_eq!(
            shown,
            [
                ("Input", Some("counted")),
                ("Input, cached by the provider", Some("counted")),
                ("Output", Some("384 of it reasoning, counted")),
                ("Attempts that failed", None),
                ("Judging the question", None),
            ]
        );
        let cost: NanoDollars = lines.iter().filter_map(|line| line.cost).sum();
        assert_eq!(cost, receipt.total());
        let sum: u64 = lines.iter().filter_map(|line| line.tokens).sum();
        assert_eq!(sum, receipt.usage.tokens.total());

        let old = Receipt {
            parts: None,
            ..receipt
        };
        let kinds = super::lines(&old)
            .into_iter()
            .filter(|line| line.tokens.is_some());
        assert!(kinds.into_iter().all(|line| line.cost.is_none()));
    }
}
