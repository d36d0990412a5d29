//! An answer while it is written: what the events say, applied in order and each once.

use tollgate::types::{Answer, AnswerEvent, AnswerState, NanoDollars};

/// An answer with what is known of it before its receipt.
#[derive(Clone, PartialEq, Debug)]
pub struct LiveAnswer {
    pub answer: Answer,
    /// Tokens written and their cost so far, as counted on the way.
    pub tokens: u64,
    pub cost: NanoDollars,
}

impl LiveAnswer {
    pub fn new(answer: Answer) -> Self {
        Self {
            answer,
            tokens: 0,
            cost: NanoDollars::ZERO,
        }
    }

    pub fn is_writing(&self) -> bool {
        self.answer.state == AnswerState::Writing
    }

    /// How much of the answer is here, as the event stream counts: bytes of text and of thinking.
    pub fn position(&self) -> String {
        format!("{}-{}", self.answer.text.len(), self.answer.reasoning.len())
    }

    /// Takes an event in. `position` is its id: the answer's length after it, by which a part that is
    /// here already, as after a reconnection, is known and passed over.
    pub fn apply(&mut self, event: &AnswerEvent, position: Option<(usize, usize)>) {
        match event {
            AnswerEvent::Delta {
                text,
                reasoning,
                tokens,
                cost,
            } => {
                (self.tokens, self.cost) = (*tokens, *cost);
                let (text_end, reasoning_end) = position.unwrap_or((usize::MAX, usize::MAX));
                append(&mut self.answer.text, text, text_end);
                append(&mut self.answer.reasoning, reasoning, reasoning_end);
            }
            AnswerEvent::Ended {
                state,
                error,
                receipt,
            } => {
                self.answer.state = *state;
                self.answer.error.clone_from(error);
                self.answer.receipt.clone_from(receipt);
            }
            AnswerEvent::Titled { .. } | AnswerEvent::Closed => {}
        }
    }

    /// What a reader hears when the answer has ended; `None` while it is written.
    pub fn announcement(&self) -> Option<String> {
        let cost = self
            .answer
            .receipt
            .as_ref()
            .map(|receipt| receipt.total().as_call());
        let cost = cost.map(|cost| format!(", {cost}")).unwrap_or_default();
        let word = match self.answer.state {
            AnswerState::Writing => return None,
            AnswerState::Complete | AnswerState::Truncated => "Answer ready",
            AnswerState::Refused => "Answer refused",
            AnswerState::Stopped => "Answer stopped",
            AnswerState::Failed => "Answer failed",
            AnswerState::Interrupted => "Answer interrupted",
        };
        Some(format!("{word}{cost}"))
    }
}

/// Appends what of `part` lies behind the end of `whole`, given that `part` ends at `end`.
fn append(whole: &mut String, part: &str, end: usize) {
    let missing = end.saturating_sub(whole.len()).min(part.len());
    if let Some(rest) = part.get(part.len() - missing..) {
        whole.push_str(rest);
    }
}

/// Reads the id of an event, `212-0`.
pub fn parse_position(id: &str) -> Option<(usize, usize)> {
    let (text, reasoning) = id.split_once('-')?;
    Some((text.parse().ok()?, reasoning.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use tollgate::types::{
        AnswerId, LlmName, Outcome, QuestionId, Receipt, Timestamp, Tokens, Usage, UsageSource,
    };

    fn live() -> LiveAnswer {
        LiveAnswer::new(Answer {
            id: AnswerId::new(),
            question: QuestionId::new(),
            llm: LlmName("m".into()),
            llm_title: "M".into(),
            provider: "P".into(),
            text: String::new(),
            reasoning: String::new(),
            state: AnswerState::Writing,
            error: None,
            receipt: None,
            started_at: Timestamp(0),
        })
    }

    fn delta(text: &str, tokens: u64) -> AnswerEvent {
        AnswerEvent::Delta {
            text: text.into(),
            reasoning: String::new(),
            tokens,
            cost: NanoDollars(tokens as i64),
        }
    }

    #[test]
    fn deltas_append_and_a_repeated_one_changes_nothing() {
        let mut live = live();
        for _ in 0..2 {
            live.apply(&delta("né", 2), parse_position("3-0"));
        }
        live.apply(&delta("é!", 3), parse_position("4-0"));
        assert_eq!(live.answer.text, "né!");
        assert_eq!(live.position(), "4-0");
        assert_eq!(live.tokens, 3);
    }

    #[test]
    fn a_delta_without_a_position_appends() {
        let mut live = live();
        live.apply(&delta("a", 1), None);
        live.apply(&delta("b", 2), None);
        assert_eq!(live.answer.text, "ab");
    }

    #[test]
    fn thinking_is_kept_apart() {
        let mut live = live();
        let event = AnswerEvent::Delta {
            text: String::new(),
            reasoning: "hm".into(),
            tokens: 1,
            cost: NanoDollars(0),
        };
        live.apply(&event, parse_position("0-2"));
        assert_eq!(
            (live.position(), live.answer.reasoning.as_str()),
            ("0-2".into(), "hm")
        );
    }

    #[test]
    fn the_end_brings_state_and_receipt_and_is_announced_once_it_is_there() {
        let mut live = live();
        assert_eq!(live.announcement(), None);
        live.apply(
            &AnswerEvent::Ended {
                state: AnswerState::Complete,
                error: None,
                receipt: Some(Receipt {
                    llm: LlmName("m".into()),
                    provider: "P".into(),
                    usage: Usage {
                        tokens: Tokens::default(),
                        source: UsageSource::Provider,
                    },
                    parts: None,
                    cost: NanoDollars(2_727_880),
                    saved: NanoDollars(0),
                    judged: NanoDollars(0),
                    outcome: Outcome::Complete,
                    failed_attempts: Vec::new(),
                }),
            },
            None,
        );
        assert!(!live.is_writing());
        assert_eq!(
            live.announcement().as_deref(),
            Some("Answer ready, $0.0027")
        );
    }

    #[test]
    fn a_position_is_two_lengths() {
        assert_eq!(parse_position("212-0"), Some((212, 0)));
        assert_eq!(parse_position("212"), None);
        assert_eq!(parse_position("-1-0"), None);
    }
}
