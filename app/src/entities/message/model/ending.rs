//! How an answer ended, in the words a person reads.

use tollgate::types::money::grouped;
use tollgate::types::{Answer, AnswerState, NanoDollars, Outcome, Receipt};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Nothing to say beside the receipt.
    Quiet,
    /// A banner: what happened and what to do.
    Failed(String),
    /// A line below a dashed rule.
    Cut(String),
}

impl Ending {
    pub fn of(answer: &Answer) -> Self {
        match answer.state {
            AnswerState::Failed => Self::Failed(failure(answer)),
            AnswerState::Interrupted => Self::Cut(interrupted(answer.receipt.as_ref())),
            AnswerState::Truncated => Self::Cut(
                "Cut at the most tokens that an answer of this chat may have. The chat's settings allow more.".into(),
            ),
            AnswerState::Refused => Self::Cut(match &answer.error {
                Some(error) => error.clone(),
                None => "The model declined to answer.".into(),
            }),
            AnswerState::Writing | AnswerState::Complete | AnswerState::Stopped => Self::Quiet,
        }
    }
}

fn failure(answer: &Answer) -> String {
    let what = answer.error.as_deref().unwrap_or("The answer failed.");
    match &answer.receipt {
        Some(receipt) if receipt.total().0 > 0 => {
            format!("{what} {} charged.", receipt.total().as_call())
        }
        _ if what.contains("charged") => what.to_string(),
        _ => format!("{what} Nothing was charged."),
    }
}

fn interrupted(receipt: Option<&Receipt>) -> String {
    match receipt {
        Some(receipt) => format!(
            "Interrupted after {} tokens, {} charged",
            grouped(receipt.usage.tokens.output),
            receipt.total().as_call()
        ),
        None => "Interrupted".into(),
    }
}

/// The words of the receipt's chip: tokens, cost, and one remark.
pub struct Chip {
    pub tokens: String,
    pub cost: String,
    pub remark: Option<String>,
}

impl Chip {
    pub fn of(state: AnswerState, receipt: &Receipt) -> Self {
        Self {
            tokens: format!("{} tokens", grouped(receipt.usage.tokens.total())),
            cost: receipt.total().as_call(),
            remark: match state {
                AnswerState::Stopped => Some("stopped".into()),
                AnswerState::Interrupted => Some("interrupted".into()),
                AnswerState::Truncated => Some("cut".into()),
                AnswerState::Refused => Some("refused".into()),
                AnswerState::Failed => Some("failed".into()),
                AnswerState::Writing | AnswerState::Complete => {
                    from_cache(receipt).or_else(|| several(receipt))
                }
            },
        }
    }
}

fn from_cache(receipt: &Receipt) -> Option<String> {
    let cached = receipt.outcome == Outcome::Cached;
    cached.then(|| format!("from cache · saved {}", receipt.saved.as_call()))
}

fn several(receipt: &Receipt) -> Option<String> {
    let tries = receipt.tries();
    (tries > 1).then(|| format!("{tries} tries"))
}

/// Who answered: until it is known, whoever may.
pub fn provider(answer: &Answer) -> &str {
    let receipt = answer.receipt.as_ref();
    receipt.map_or(&answer.provider, |receipt| &receipt.provider)
}

/// That somebody else answered than was asked first, and why.
pub fn answered_instead(receipt: &Receipt) -> Option<String> {
    let failed = receipt.failed_attempts.last()?;
    (failed.provider != receipt.provider).then(|| {
        let lost = match receipt.lost() {
            NanoDollars::ZERO => "nothing".to_owned(),
            lost => lost.as_call(),
        };
        format!(
            "{} {}, so {} answered instead. The failed tries cost {lost}.",
            failed.provider, failed.failed, receipt.provider
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{
        AnswerId, Attempt, LlmName, QuestionId, Timestamp, Tokens, Usage, UsageSource,
    };

    fn answer(state: AnswerState, cost: i64) -> Answer {
        let receipt = Receipt {
            llm: LlmName("m".into()),
            provider: "P".into(),
            usage: Usage {
                tokens: Tokens {
                    input: 1_000,
                    output: 212,
                    ..Tokens::default()
                },
                source: UsageSource::Provider,
            },
            parts: None,
            cost: NanoDollars(cost),
            saved: NanoDollars(0),
            judged: NanoDollars(0),
            outcome: Outcome::Complete,
            failed_attempts: Vec::new(),
        };
        Answer {
            id: AnswerId::new(),
            question: QuestionId::new(),
            llm: LlmName("m".into()),
            llm_title: "M".into(),
            provider: "P".into(),
            text: String::new(),
            reasoning: String::new(),
            state,
            error: Some("No provider could answer.".into()),
            receipt: Some(receipt),
            started_at: Timestamp(0),
        }
    }

    #[test]
    fn an_interrupted_answer_says_what_it_cost() {
        assert_eq!(
            Ending::of(&answer(AnswerState::Interrupted, 1_000_000)),
            Ending::Cut("Interrupted after 212 tokens, $0.0010 charged".into())
        );
    }

    #[test]
    fn a_failure_says_what_it_cost() {
        for (cost, text) in [
            (0, "No provider could answer. Nothing was charged."),
            (1_000_000, "No provider could answer. $0.0010 charged."),
        ] {
            assert_eq!(
                Ending::of(&answer(AnswerState::Failed, cost)),
                Ending::Failed(text.into())
            );
        }
    }

    #[test]
    fn who_answered_instead_is_named_with_the_reason() {
        let mut answer = answer(AnswerState::Complete, 1_000);
        let receipt = answer.receipt.as_mut().unwrap();
        assert_eq!(answered_instead(receipt), None);
        receipt.provider = "Azure EU".into();
        receipt.failed_attempts = vec![Attempt {
            provider: "OpenAI".into(),
            failed: "did not answer in 30 s".into(),
            cost: NanoDollars::ZERO,
        }];
        assert_eq!(
            answered_instead(receipt).as_deref(),
            Some(
                "OpenAI did not answer in 30 s, so Azure EU answered instead. The failed tries cost nothing."
            )
        );
        assert_eq!(
            Chip::of(answer.state, receipt).remark.as_deref(),
            Some("2 tries")
        );
        // Tried again where it failed.
        receipt.failed_attempts[0].provider = "Azure EU".into();
        assert_eq!(answered_instead(receipt), None);
        assert_eq!(provider(&answer), "Azure EU");
    }

    #[test]
    fn the_chip_counts_all_tokens_and_has_one_remark() {
        let answer = answer(AnswerState::Stopped, 2_727_880);
        let chip = Chip::of(answer.state, answer.receipt.as_ref().unwrap());
        assert_eq!(chip.tokens, "1\u{202f}212 tokens");
        assert_eq!(
            (chip.cost.as_str(), chip.remark.as_deref()),
            ("$0.0027", Some("stopped"))
        );
    }

    #[test]
    fn an_answer_from_the_cache_says_what_it_saved() {
        let mut answer = answer(AnswerState::Complete, 0);
        let receipt = answer.receipt.as_mut().unwrap();
        receipt.outcome = Outcome::Cached;
        receipt.saved = NanoDollars(1_200_000);
        let chip = Chip::of(answer.state, receipt);
        assert_eq!(chip.cost, "$0.0000");
        let remark = "from cache · saved $0.0012";
        assert_eq!(chip.remark.as_deref(), Some(remark));
    }
}
