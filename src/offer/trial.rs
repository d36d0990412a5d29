//! Whether a model answers: one short question by an admin, down the road that every question takes.

use super::Offer;
use crate::error::{Error, Result};
use crate::gateway::{Admin, CacheUse, Call, Caller, EmbedCall, ModerateCall};
use crate::provider::{Message, Options};
use crate::types::{CallId, Event, LlmKind, LlmName, Outcome, Purpose, Receipt};
use std::time::Duration;

/// What is asked where the admin asks nothing else.
pub const QUESTION: &str = "Say hello in one short sentence.";
/// Longest question, in bytes.
const LONGEST: usize = 2_000;
/// Most tokens of the answer; some models think before they speak.
const MOST_TOKENS: u32 = 500;
/// How long an admin waits in front of a page.
const PATIENCE: Duration = Duration::from_secs(60);
/// Letters of the answer that are shown.
const SHOWN: usize = 1_500;

/// What came of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Tried {
    pub call: CallId,
    pub took: Duration,
    /// What it answered; or why it did not, in the provider's own words.
    pub answer: std::result::Result<String, String>,
    pub receipt: Option<Receipt>,
}

impl Offer {
    /// Asks a model. That it did not answer is no error here.
    ///
    /// # Errors
    /// Whatever a step of the road says no with before a provider is asked: the budget, the policy, a missing price.
    pub async fn try_model(&self, admin: &Admin, name: &LlmName, question: &str) -> Result<Tried> {
        let question = match question.trim() {
            "" => QUESTION,
            question => question,
        };
        if question.len() > LONGEST {
            let message = "This question is too long. Shorten it to 2 000 bytes.";
            return Err(Error::invalid("question", message));
        }
        if !self.gateway.knows(name) {
            return Err(Error::NotFound);
        }
        let llm = self.gateway.llm(name)?;
        let caller = admin.caller();
        let (call, begun) = (CallId::new(), self.clock.now());
        let asked = async {
            match llm.kind {
                LlmKind::Chat => {
                    let most = MOST_TOKENS.min(llm.context);
                    self.answered(caller, chat(call, name, question, most))
                        .await
                }
                LlmKind::Embedding => self.embedded(caller, call, name, question).await,
                LlmKind::Moderation => self.judged(caller, call, name, question).await,
            }
        };
        // Whoever is dropped is stopped and charged with what came.
        let said = tokio::time::timeout(PATIENCE, asked).await;
        let said = said.unwrap_or_else(|_| {
            let message = format!("It did not end its answer in {} s.", PATIENCE.as_secs());
            Ok((Err(message), None))
        });
        let (answer, receipt) = match said {
            Ok(said) => said,
            Err(error @ (Error::Provider(_) | Error::NoProvider { .. } | Error::LocalModel(_))) => {
                (Err(error.in_detail()), None)
            }
            Err(error) => return Err(error),
        };
        Ok(Tried {
            call,
            took: begun.until(self.clock.now()),
            answer: answer.map(shortened),
            receipt,
        })
    }

    async fn answered(&self, caller: &Caller, call: Call) -> Result<Said> {
        let mut answer = self.gateway.ask(caller, call).await?;
        let (mut text, mut failed) = (String::new(), None);
        while let Some(event) = answer.next().await {
            match event {
                Event::Delta(delta) | Event::Refusal(delta) => text.push_str(&delta),
                Event::Failed(failure) => failed = Some(failure.message),
                _ => {}
            }
        }
        let outcome = match failed {
            None => Outcome::Complete,
            Some(_) => Outcome::Failed,
        };
        let receipt = answer.settle(outcome, None).await?;
        Ok((failed.map_or(Ok(text), Err), receipt))
    }

    async fn embedded(
        &self,
        caller: &Caller,
        id: CallId,
        name: &LlmName,
        text: &str,
    ) -> Result<Said> {
        let call = EmbedCall {
            id,
            purpose: Purpose::Trial,
            llm: name.clone(),
            texts: vec![text.to_owned()],
            dimensions: None,
            cache: CacheUse::Never,
        };
        let mut embedded = self.gateway.embed(caller, call).await?;
        let numbers = embedded.vectors.first().map_or(0, Vec::len);
        Ok((
            Ok(format!("A vector of {numbers} numbers.")),
            embedded.receipts.pop(),
        ))
    }

    async fn judged(
        &self,
        caller: &Caller,
        id: CallId,
        name: &LlmName,
        text: &str,
    ) -> Result<Said> {
        let call = ModerateCall {
            id,
            purpose: Purpose::Trial,
            llm: name.clone(),
            texts: vec![text.to_owned()],
        };
        let mut moderated = self.gateway.moderate(caller, call).await?;
        let found = match moderated.verdicts.iter().any(|one| one.flagged) {
            true => "It found something wrong with this.",
            false => "It found nothing wrong with this.",
        };
        Ok((Ok(found.to_owned()), moderated.receipts.pop()))
    }
}

/// What was answered, or why not, and what it cost.
type Said = (std::result::Result<String, String>, Option<Receipt>);

fn chat(id: CallId, name: &LlmName, question: &str, max_tokens: u32) -> Call {
    Call {
        id,
        purpose: Purpose::Trial,
        answer: None,
        cache: CacheUse::Never,
        llm: name.clone(),
        messages: vec![Message::person(question)],
        max_tokens,
        at_least: None,
        options: Options::default(),
    }
}

fn shortened(text: String) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
