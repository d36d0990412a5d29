//! The lines of a receipt: the kinds of token that occurred.

use tollgate::types::money::grouped;
use tollgate::types::{Receipt, UsageSource};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub what: &'static str,
    pub remark: Option<String>,
    pub tokens: u64,
}

/// Input and output always, the rest where there was some.
pub fn lines(receipt: &Receipt) -> Vec<Line> {
    let tokens = &receipt.usage.tokens;
    let counted = receipt.usage.source == UsageSource::Counted;
    let line = |what, tokens, always: bool| {
        (always || tokens > 0).then(|| Line {
            what,
            remark: counted.then(|| "counted".to_string()),
            tokens,
        })
    };
    let mut output = line("Output", tokens.output, true);
    if let Some(output) = output.as_mut().filter(|_| tokens.reasoning > 0) {
        let thought = format!("{} of it reasoning", grouped(tokens.reasoning));
        output.remark = Some(match output.remark.take() {
            Some(remark) => format!("{thought}, {remark}"),
            None => thought,
        });
    }
    [
        line("Input", tokens.input, true),
        line("Input, cached by the provider", tokens.cached_input, false),
        line("Input, kept by the provider", tokens.cache_write, false),
        output,
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{LlmName, NanoDollars, Outcome, Tokens, Usage};

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
            cost: NanoDollars(1),
            saved: NanoDollars(0),
            outcome: Outcome::Complete,
            failed_attempts: Vec::new(),
        };
        let lines = lines(&receipt);
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
            ]
        );
        let sum: u64 = lines.iter().map(|line| line.tokens).sum();
        assert_eq!(sum, receipt.usage.tokens.total());
    }
}
