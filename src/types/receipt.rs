//! What an answer cost, and why.

use super::{LlmName, NanoDollars, Usage};
use serde::{Deserialize, Serialize};

/// What a call was made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    Chat,
    Title,
    /// A program asked.
    Api,
    /// Somebody's text was judged before it went on.
    Moderation,
    /// An admin tried whether a model answers.
    Trial,
}

/// How a call ended, as its charge says.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Complete,
    /// A person pressed Stop.
    Stopped,
    /// The caller went away, or the server did.
    Abandoned,
    Failed,
    /// The answer was known, or somebody else's: it cost nothing.
    Cached,
}

/// A try that failed before the answer began.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Attempt {
    /// Who was asked, as shown.
    pub provider: String,
    /// Why it did not answer, in words that follow its name: `did not answer in 30 s`.
    pub failed: String,
    /// Nothing, unless the provider said that it had begun to work.
    #[serde(default)]
    pub cost: NanoDollars,
}

/// What one answer cost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Receipt {
    pub llm: LlmName,
    /// Who answered, as shown.
    pub provider: String,
    pub usage: Usage,
    /// What the tokens cost by kind (input, cached input, cache write, output), which together is the cost without
    /// that of the attempts that failed. `None` if the price is not known, or nothing was paid.
    #[serde(default)]
    pub parts: Option<[NanoDollars; 4]>,
    /// All of it, failed attempts included.
    pub cost: NanoDollars,
    /// What a model was paid to judge the question, by charges of its own.
    #[serde(default)]
    pub judged: NanoDollars,
    /// What it would have cost, had a provider been asked for it.
    #[serde(default)]
    pub saved: NanoDollars,
    pub outcome: Outcome,
    /// The attempts that failed before the one that answered, in their order.
    #[serde(default)]
    pub failed_attempts: Vec<Attempt>,
}

impl Receipt {
    /// What asking cost, with what was charged beside the answer.
    pub fn total(&self) -> NanoDollars {
        self.cost + self.judged
    }

    /// What the attempts that failed have cost.
    pub fn lost(&self) -> NanoDollars {
        self.failed_attempts
            .iter()
            .map(|attempt| attempt.cost)
            .sum()
    }

    /// How often a provider was asked for this answer.
    pub fn tries(&self) -> usize {
        self.failed_attempts.len() + usize::from(self.outcome != Outcome::Cached)
    }

    /// Why not the one who was asked first: `OpenAI did not answer in 30 s, so Azure answered instead.`
    pub fn instead(&self) -> Option<String> {
        let mut reasons: Vec<(&str, &str)> = Vec::new();
        for attempt in &self.failed_attempts {
            let (provider, failed) = (attempt.provider.as_str(), attempt.failed.as_str());
            match reasons.iter_mut().find(|known| known.0 == provider) {
                Some(known) => known.1 = failed,
                None if provider != self.provider => reasons.push((provider, failed)),
                None => {}
            }
        }
        let clauses: Vec<_> = reasons
            .iter()
            .map(|(provider, failed)| format!("{provider} {failed}"))
            .collect();
        (!clauses.is_empty()).then(|| {
            let why = clauses.join(" and ");
            format!("{why}, so {} answered instead.", self.provider)
        })
    }
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// The word in the database and in metrics.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use words;

impl Purpose {
    /// Whether somebody asked for it. Titles and judgements are part of what was asked for.
    pub fn is_request(self) -> bool {
        match self {
            Self::Chat | Self::Api | Self::Trial => true,
            Self::Title | Self::Moderation => false,
        }
    }

    /// Whether who is asked was chosen by somebody for whom only some models may be open: neither who judges for the
    /// organisation nor what an admin tries before it is opened to anybody.
    pub fn is_chosen(self) -> bool {
        match self {
            Self::Chat | Self::Title | Self::Api => true,
            Self::Moderation | Self::Trial => false,
        }
    }
}

words!(Purpose { Chat = "chat", Title = "title", Api = "api", Moderation = "moderation", Trial = "trial" });
words!(Outcome { Complete = "complete", Stopped = "stopped", Abandoned = "abandoned", Failed = "failed", Cached = "cached" });

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Tokens, UsageSource};

    fn receipt(failed: &[(&str, &str)]) -> Receipt {
        let attempt = |&(provider, failed): &(&str, &str)| Attempt {
            provider: provider.into(),
            failed: failed.into(),
            cost: NanoDollars::ZERO,
        };
        Receipt {
            llm: LlmName("m".into()),
            provider: "Azure".into(),
            usage: Usage {
                tokens: Tokens::default(),
                source: UsageSource::Provider,
            },
            parts: None,
            cost: NanoDollars::ZERO,
            saved: NanoDollars::ZERO,
            judged: NanoDollars(0),
            outcome: Outcome::Complete,
            failed_attempts: failed.iter().map(attempt).collect(),
        }
    }

    #[test]
    fn an_answer_of_the_second_choice_says_why() {
        assert_eq!(receipt(&[]).instead(), None);
        let again = receipt(&[("Azure", "broke off")]);
        assert_eq!((again.tries(), again.instead()), (2, None));
        let slow = ("OpenAI", "did not answer in 30 s");
        assert_eq!(
            receipt(&[slow]).instead().as_deref(),
            Some("OpenAI did not answer in 30 s, so Azure answered instead.")
        );
        let several = receipt(&[
            ("OpenAI", "broke off"),
            slow,
            ("Lab", "could not be reached"),
        ]);
        assert_eq!(several.tries(), 4);
        assert_eq!(
            several.instead().as_deref(),
            Some(
                "OpenAI did not answer in 30 s and Lab could not be reached, so Azure answered instead."
            )
        );
    }
}
