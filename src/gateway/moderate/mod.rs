//! Step 3: whether the input is fit to be sent. The built-in filter looks at every text; a model is asked where
//! the admin chose one, and what it costs belongs to whoever's text it is. Each call that comes by here leaves
//! one decision.

mod engine;
mod notes;
mod recent;

use super::{Call, Caller, Gateway};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::ledger::Hold;
use crate::live::Live;
use crate::moderation::{Engine, Filter, Judgement, Moderation};
use crate::provider::Message;
use crate::store::{Decision, Store};
use crate::types::{AnswerId, CallId, DecisionId, Purpose, Scores, Verdict};
use notes::Notes;
use recent::Recent;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// What a model is told before the question that it writes a title for. It is ours, and is not judged.
pub(crate) const TITLE_TASK: &str = "Write a title of three to six words for a chat that begins with this question. Answer with the title only.\n\n";

/// Text that is searched at once; more is given to a thread of its own.
const AT_ONCE: usize = 32 << 10;

/// A call on its way, as far as it is judged.
pub(super) struct Subject {
    pub(super) call: CallId,
    pub(super) answer: Option<AnswerId>,
    pub(super) purpose: Purpose,
    pub(super) texts: Vec<String>,
}

/// What the step needs, for everybody.
pub(super) struct Moderator {
    moderation: Live<Moderation>,
    recent: Recent,
    notes: Arc<Notes>,
}

impl Moderator {
    pub(super) fn new(moderation: Moderation, store: Arc<dyn Store>, clock: Clock) -> Self {
        Self {
            moderation: Live::new(moderation),
            recent: Recent::new(clock),
            notes: Arc::new(Notes::new(store)),
        }
    }

    pub(super) fn asks_somebody(&self) -> bool {
        self.moderation.get().engine.asks_somebody()
    }

    /// For every text that comes from now on.
    pub(super) fn take(&self, moderation: Moderation) {
        self.moderation.set(moderation);
        self.recent.forget();
    }

    /// Keeps the decisions that wait to be written.
    pub(super) async fn write_up(&self) {
        self.notes.write_waiting().await;
    }
}

impl From<&Call> for Subject {
    /// What was written for the model to follow: of a chat its instructions and the newest question, because
    /// those before were judged when they were asked; of a program all but what it says that a model said.
    fn from(call: &Call) -> Self {
        let newest = call.messages.len().saturating_sub(1);
        let is_judged = |(place, message): &(usize, &Message)| match message {
            Message::System(_) => true,
            Message::Person(_) | Message::Tool { .. } => {
                call.purpose == Purpose::Api || *place == newest
            }
            Message::Model { .. } => false,
        };
        let asked = call.messages.iter().enumerate().filter(is_judged);
        let texts = asked.map(|(_, message)| message.text());
        let texts = texts
            .filter(|text| !text.is_empty())
            .map(|text| match call.purpose {
                Purpose::Title => text.strip_prefix(TITLE_TASK).unwrap_or(text),
                _ => text,
            });
        Self {
            call: call.id,
            answer: call.answer,
            purpose: call.purpose,
            texts: texts.map(str::to_owned).collect(),
        }
    }
}

impl Subject {
    fn search(&self, filter: &Filter) -> Scores {
        let mut scores = Scores::default();
        for text in &self.texts {
            scores.merge(&filter.scores(text));
        }
        scores
    }
}

/// What was found, who found it, and what is made of it.
struct Judged {
    engine: String,
    scores: Scores,
    judgement: Judgement,
}

impl Gateway {
    /// What is refused holds nothing any more.
    ///
    /// # Errors
    /// [`Error::ContentPolicy`] if the policy refuses the input, [`Error::Unchecked`] if nobody could judge it
    /// and the policy refuses that.
    pub(super) async fn check_input(
        &self,
        caller: &Caller,
        subject: Subject,
        held: &[&Hold],
    ) -> Result<()> {
        let checked = self.check(caller, subject).await;
        if checked.is_err() {
            // Before it is told, so that whoever asks something else at once has room for it.
            Hold::release_all(&self.store, held).await?;
        }
        checked
    }

    async fn check(&self, caller: &Caller, subject: Subject) -> Result<()> {
        let moderation = self.moderator.moderation.get();
        let policy = moderation.policy_of(caller.account().tier);
        let subject = Arc::new(subject);
        let judged = self.judged(caller, &subject, &moderation).await?;
        let text = subject.texts.join("\n\n");
        let decision = Decision {
            id: DecisionId::new(),
            call: subject.call,
            account: caller.id(),
            purpose: subject.purpose,
            engine: judged.engine,
            text_hash: Sha256::digest(&text).into(),
            text: policy.keep_text.then_some(text),
            verdict: judged.judgement.verdict,
            categories: judged.judgement.categories.clone(),
            scores: judged.scores,
            decided_at: self.clock.now(),
        };
        self.moderator.notes.take(decision).await?;
        outcome(judged.judgement)
    }

    async fn judged(
        &self,
        caller: &Caller,
        subject: &Arc<Subject>,
        moderation: &Moderation,
    ) -> Result<Judged> {
        let Moderation { filter, engine, .. } = moderation;
        let policy = moderation.policy_of(caller.account().tier);
        let mut scores = search(filter, subject).await?;
        let judgement = policy.judge(&scores);
        // Nobody is paid to look at what is refused already.
        if judgement.verdict == Verdict::Blocked || !engine.asks_somebody() {
            return Ok(Judged {
                engine: Engine::BuiltIn.name(),
                scores,
                judgement,
            });
        }
        let name = engine.name();
        let judgement = match self.ask_engine(caller, engine, subject).await {
            Ok(found) => {
                scores.merge(&found);
                policy.judge(&scores)
            }
            // Who has no room for the judgement is told so.
            Err(refused @ Error::Refused(_)) => return Err(refused),
            Err(error) => {
                tracing::warn!(call = %subject.call, engine = name, ?error, "a text could not be judged");
                policy.unjudged()
            }
        };
        Ok(Judged {
            engine: name,
            scores,
            judgement,
        })
    }
}

/// What the filter finds in all texts together.
async fn search(filter: &Filter, subject: &Arc<Subject>) -> Result<Scores> {
    if subject.texts.iter().map(String::len).sum::<usize>() <= AT_ONCE {
        return Ok(subject.search(filter));
    }
    let (filter, subject) = (filter.clone(), subject.clone());
    let found = tokio::task::spawn_blocking(move || subject.search(&filter)).await;
    found.map_err(|error| Error::Internal(format!("a text could not be searched: {error}")))
}

fn outcome(judgement: Judgement) -> Result<()> {
    match judgement.verdict {
        Verdict::Passed | Verdict::Flagged | Verdict::FailedOpen => Ok(()),
        Verdict::Blocked => Err(Error::ContentPolicy {
            categories: judgement.categories,
        }),
        Verdict::FailedClosed => Err(Error::Unchecked),
    }
}
