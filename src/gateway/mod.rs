//! The one road from a caller to a provider and back: [`Gateway::admit`], then [`Gateway::answer`], top to
//! bottom on one screen; there is no second way to reach a provider.

mod admit;
mod answer;
mod arguments;
mod attempt;
mod backoff;
mod batch;
mod breaker;
mod broken;
mod cache;
mod caller;
mod count;
mod embed;
mod flight;
mod judge;
mod kept;
mod limit;
mod llms;
mod moderate;
mod record;
mod redact;
mod refresh;
mod route;
mod settle;
mod shaping;
mod spare;
mod status;
mod target;
mod till;
mod vectors;

#[cfg(test)]
mod tests;

pub use admit::SHORTEST_ANSWER;
pub use answer::Answer;
pub use broken::broken_off;
pub use cache::{Cache, CacheStatus, CacheUse};
pub use caller::{Admin, Caller};
pub use count::count_tokens;
pub use embed::{EmbedCall, Embedded};
pub use flight::Leaver;
pub(crate) use flight::UNREAD;
pub use judge::{ModerateCall, Moderated};
pub(crate) use moderate::TITLE_TASK;
pub use record::{Happening, Lately, Minute};
pub(crate) use redact::UNSEARCHABLE;
pub use refresh::{Models, Refreshed};
pub use route::Routes;
pub(crate) use settle::{charge, parts_of};
pub use status::{Listed, ProviderStatus};

use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{Abort, Config};
use crate::ephemeral::Held;
use crate::error::{Error, Result};
use crate::ledger::Hold;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::moderation::Moderation;
use crate::provider::{ChatRequest, EventStream, Message, Options};
use crate::redact::Rules;
use crate::store::Store;
use crate::types::{AnswerId, CallId, Llm, LlmKind, LlmName, Purpose, TargetId, TargetStatus};
use admit::Permit;
use answer::Granted;
use attempt::Attempts;
use batch::{Carrier, Embedding, Judging, Lines};
use flight::{Crew, Flights};
use moderate::{Moderator, Subject};
use route::Route;
use settle::{Guest, Open};
use std::sync::Arc;
use till::Till;
use tracing::Instrument;

/// One call to a language model, in no provider's words.
#[derive(Clone, Debug)]
pub struct Call {
    /// Also the id of its charge: the same call is never charged twice.
    pub id: CallId,
    pub purpose: Purpose,
    /// The answer of a chat that this call writes.
    pub answer: Option<AnswerId>,
    pub cache: CacheUse,
    pub llm: LlmName,
    pub messages: Vec<Message>,
    pub max_tokens: u32,
    /// A shorter answer will do, down to this, where there is no room for `max_tokens`.
    pub at_least: Option<u32>,
    pub options: Options,
}

/// A call that may go: within the caller's limits, and fit to be sent. Dropped, it never was.
pub struct Admitted {
    caller: Caller,
    call: Call,
    permit: Permit,
    /// As it was when the call was let in, whatever an admin changes meanwhile.
    route: Route,
}

/// A call that a provider began to answer.
struct Sent {
    open: Open,
    events: EventStream,
    abort: Abort,
}

#[derive(Clone)]
pub struct Gateway {
    store: Arc<dyn Store>,
    clock: Clock,
    chance: Chance,
    routes: Arc<Routes>,
    /// What may not be asked.
    moderator: Arc<Moderator>,
    cache: Cache,
    flights: Arc<Flights>,
    /// What may not be read of an answer.
    secrets: Live<Rules>,
    embeddings: Arc<Lines<Embedding>>,
    judgements: Arc<Lines<Judging>>,
    metrics: Metrics,
}

impl Gateway {
    pub fn new(
        store: Arc<dyn Store>,
        clock: Clock,
        chance: Chance,
        routes: Routes,
        moderation: Moderation,
        cache: Cache,
        secrets: Rules,
    ) -> Self {
        let routes = Arc::new(routes);
        let metrics = Metrics::default();
        let carrier = Carrier {
            till: Till {
                store: store.clone(),
                clock: clock.clone(),
                metrics: metrics.clone(),
            },
            chance: chance.clone(),
            routes: routes.clone(),
        };
        let moderator = Moderator::new(moderation, store.clone(), clock.clone());
        Self {
            cache,
            flights: Arc::default(),
            store,
            clock,
            chance,
            routes,
            moderator: Arc::new(moderator),
            secrets: Live::new(secrets),
            embeddings: Lines::new(carrier.clone()),
            judgements: Lines::new(carrier),
            metrics,
        }
    }

    /// Whether a call may go. Apart from [`Gateway::answer`], so that who is refused has not sent anything yet.
    ///
    /// # Errors
    /// Whatever a step says no with; then nothing was charged.
    pub async fn admit(&self, caller: &Caller, call: Call) -> Result<Admitted> {
        // 1 caller: the type says who asks, and that the account is open; a key may be for some models only.
        caller.check(&call.llm)?;
        let admitted = self.let_in(caller, call).await?;
        self.check_spare(&admitted).await?;
        // 3 moderate: the input policy.
        let subject = Subject::from(&admitted.call);
        let held = [&*admitted.permit.hold];
        self.check_input(caller, subject, &held).await?;
        Ok(admitted)
    }

    /// Step 2 alone, for what is asked about a text that is being judged.
    async fn let_in(&self, caller: &Caller, mut call: Call) -> Result<Admitted> {
        let route = self.routes.of_kind(&call.llm, LlmKind::Chat)?;
        let sayable = route.that_can_say(&call)?;
        // 2 admit: one decision over all limits, and what the call may use at most is held.
        let permit = self.hold(caller, &mut call, &sayable).await?;
        let caller = caller.clone();
        Ok(Admitted {
            caller,
            call,
            permit,
            route,
        })
    }

    /// Admits and answers in one, for whoever has nothing to do in between.
    ///
    /// # Errors
    /// As both.
    pub async fn ask(&self, caller: &Caller, call: Call) -> Result<Answer> {
        self.answer(self.admit(caller, call).await?).await
    }

    /// The answer to a call, as a stream. It is settled when it ends, and also when it is dropped before.
    ///
    /// # Errors
    /// Whatever a step says no with; then nothing was charged.
    pub async fn answer(&self, admitted: Admitted) -> Result<Answer> {
        let Admitted {
            caller,
            call,
            permit,
            route,
        } = admitted;
        let Permit {
            hold,
            pace,
            refused,
        } = permit;
        let guest = Guest::new(self.till(), hold.clone(), call.answer);
        let granted = Granted {
            max_tokens: call.max_tokens,
            pace,
        };

        // 4 cache: who asks what is being answered sits down beside who asked before.
        let places = route.places();
        // By the same rules to the end, whatever an admin sets meanwhile.
        let secrets = self.secrets.get();
        let key = self.cache.key(&caller, &places, &call, &secrets);
        let cache = call.cache;
        let (mut seat, status) = match refused {
            Some(refusal) => self.spare(key, refusal, &secrets).await?,
            None => {
                let (seat, crew) = self.flights.board(key, cache, &secrets);
                let status = CacheStatus::before(cache, crew.is_none());
                if let Some(crew) = crew {
                    let road = self.clone().road(crew, hold, call, route);
                    tokio::spawn(road.in_current_span());
                }
                (seat, status)
            }
        };
        let begun = seat.takeoff().await;
        let status = match &begun {
            Ok(facts) if facts.kept => CacheStatus::Hit,
            _ => status,
        };
        self.metrics.looked_up(status);
        Ok(Answer::new(seat, begun?, status, guest, granted))
    }

    /// What an answer passes on its way, for as long as somebody waits for it.
    async fn road(self, crew: Crew, hold: Arc<Hold>, call: Call, route: Route) {
        // 4 cache: the same question in the same scope.
        if let Some(kept) = crew.find(&self.cache).await {
            return crew.land(kept);
        }
        let begun = tokio::select! {
            begun = self.send(hold, call, &route) => begun,
            () = crew.left() => return,
        };
        match begun {
            // 7 redact: the output policy, on the stream.
            // 8 settle: when who asked has the end, or nobody is left.
            Ok(sent) => crew.fly(sent, &self.cache, &self.clock).await,
            Err(error) => crew.refuse(error),
        }
    }

    async fn send(&self, hold: Arc<Hold>, call: Call, route: &Route) -> Result<Sent> {
        // 5 route
        let route = route.that_can_say(&call)?.draw(&self.chance)?;

        let mut open = Open::new(self.till(), hold, call.answer);

        // 6 attempt
        let request = call.request(&route.llm);
        let max_tokens = request.max_tokens;
        let attempts = Attempts {
            request,
            route: &route,
            clock: &self.clock,
            chance: &self.chance,
            metrics: &self.metrics,
            books: &mut open,
        };
        match attempts.send().await {
            Ok((events, place)) => {
                let abort = place.abort();
                let events = limit::at_most(max_tokens, place.during(events));
                Ok(Sent {
                    open,
                    events,
                    abort,
                })
            }
            Err(error) => {
                open.unanswered().await?;
                Err(error)
            }
        }
    }

    /// What an admin changed, for every call that begins from now on.
    pub(crate) fn take(&self, config: &Config) {
        self.cache.take(config.cache);
        self.routes.take(config);
        self.secrets.set(config.redaction.clone());
        self.moderator.take(config.moderation.clone());
    }

    /// How many answers are kept now; `None` where that cannot be told.
    pub async fn cached(&self, _admin: &Admin) -> Option<Held> {
        self.cache.held().await
    }

    /// Forgets every answer that is kept.
    pub async fn empty_cache(&self, _admin: &Admin) {
        self.cache.empty().await;
    }

    fn till(&self) -> Till {
        Till {
            store: self.store.clone(),
            clock: self.clock.clone(),
            metrics: self.metrics.clone(),
        }
    }

    /// Whether models judge what is asked, which may cost something.
    pub(crate) fn asks_judges(&self) -> bool {
        self.moderator.asks_somebody()
    }

    /// Where it is counted what happens.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// Tells there how targets and providers are doing now.
    pub(crate) fn measure(&self) {
        self.metrics.targets(&self.targets());
        self.metrics.lanes(self.routes.lanes());
    }

    /// Writes down at once what would be in a moment, before the process ends.
    pub async fn write_up(&self) {
        self.moderator.write_up().await;
    }

    /// How every target is doing.
    pub fn targets(&self) -> Vec<TargetStatus> {
        self.routes.targets()
    }

    /// Forgets that a target failed, so that it is asked at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is no such target.
    pub fn reset_target(&self, _admin: &Admin, target: &TargetId) -> Result<()> {
        let found = self.routes.reset(target);
        found.then_some(()).ok_or(Error::NotFound)
    }
}

impl Call {
    /// As it is sent; each target has a name of its own for the model.
    fn request(self, llm: &Llm) -> ChatRequest {
        let max_tokens = self.max_tokens.min(llm.context);
        ChatRequest {
            model: String::new(),
            messages: self.messages,
            max_tokens,
            options: self.options,
        }
    }
}
