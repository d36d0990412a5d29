//! Carries a batch: writes each caller's part down, sends, finds out whose text is refused, settles, and gives
//! each caller what is theirs. It goes on when callers leave.

use super::bill::{Bill, Part, Tries, share};
use super::load::Text;
use super::work::Work;
use super::{Portion, Served};
use crate::chance::Chance;
use crate::error::{Error, ProviderError, ProviderReason, Remedy, Result, StoreError};
use crate::gateway::attempt::{Attempts, Request};
use crate::gateway::route::{Route, Routes};
use crate::gateway::target::Target;
use crate::gateway::till::Till;
use crate::store::{Charge, OpenCall, insist};
use crate::types::{CallId, Outcome, Price, Tokens};
use std::sync::Arc;

#[derive(Clone)]
pub(in crate::gateway) struct Carrier {
    pub(in crate::gateway) till: Till,
    pub(in crate::gateway) chance: Chance,
    pub(in crate::gateway) routes: Arc<Routes>,
}

/// A caller's part of a batch under way.
struct Rider<F> {
    portion: Portion<F>,
    call: OpenCall,
    found: Vec<Option<F>>,
    bill: Bill,
    error: Option<Error>,
}

/// Whose text, and which.
#[derive(Clone, Copy)]
struct Seat {
    rider: usize,
    text: usize,
}

/// Texts as they are sent.
struct Texts<'a, W> {
    work: &'a W,
    texts: Vec<&'a Text>,
}

impl<W: Work> Request for Texts<'_, W> {
    type Reply = (Vec<W::Found>, Option<u64>);

    async fn send(&self, target: &Target, _told: &mut Option<Tokens>) -> Result<Self::Reply> {
        let texts = self.texts.iter().map(|text| text.text.clone()).collect();
        self.work.send(target, texts).await
    }
}

impl Carrier {
    pub(in crate::gateway) async fn carry<W: Work>(
        self,
        work: W,
        mut portions: Vec<Portion<W::Found>>,
    ) {
        portions.retain(|portion| !portion.has_left());
        if portions.is_empty() {
            return;
        }
        let route = match self.routes.route(work.llm(), &self.chance) {
            Ok(route) => route,
            Err(error) => return refuse(portions, &error),
        };
        let mut riders: Vec<_> = portions.into_iter().map(Rider::new).collect();
        if let Err(error) = self.send(&work, &route, &mut riders).await {
            for rider in riders.iter_mut().filter(|rider| rider.is_waiting()) {
                rider.fail(&error);
            }
        }
        self.settle(riders).await;
    }

    /// Sends the texts of all, and again in halves when one of them is refused, until it stands alone.
    async fn send<W: Work>(
        &self,
        work: &W,
        route: &Route,
        riders: &mut [Rider<W::Found>],
    ) -> Result<()> {
        let mut calls = vec![seats(riders)];
        while let Some(mut seats) = calls.pop() {
            seats.retain(|seat| riders[seat.rider].is_waiting());
            if seats.is_empty() {
                continue;
            }
            let mut tries = Tries::default();
            let texts = seats.iter().map(|seat| riders[seat.rider].text(*seat));
            let request = Texts {
                work,
                texts: texts.collect(),
            };
            let attempts = Attempts {
                request,
                route,
                clock: &self.till.clock,
                chance: &self.chance,
                metrics: &self.till.metrics,
                books: &mut tries,
            };
            match attempts.send().await {
                Ok(((found, told), _place)) => {
                    bill(riders, &seats, &tries, told, &route.llm.price);
                    for (seat, found) in seats.iter().zip(found) {
                        riders[seat.rider].found[seat.text] = Some(found);
                    }
                }
                Err(error) if !is_about_texts(&error) => return Err(error),
                Err(error) => match *seats {
                    [seat] => riders[seat.rider].is_refused(seat, &error),
                    _ => {
                        let second = seats.split_off(seats.len() / 2);
                        calls.push(second);
                        calls.push(seats);
                    }
                },
            }
        }
        Ok(())
    }

    /// Charges everybody at once, and tells them after that.
    async fn settle<F>(&self, riders: Vec<Rider<F>>) {
        let Till {
            store,
            clock,
            metrics,
        } = &self.till;
        let now = clock.now();
        let charges: Vec<Charge> = riders
            .iter()
            .filter(|rider| rider.bill.is_due())
            .map(|rider| rider.bill.charge(&rider.call, rider.outcome(), now))
            .collect();
        let unsent = riders.iter().filter(|rider| !rider.bill.is_due());
        let unsent: Vec<CallId> = unsent.map(|rider| rider.call.id).collect();
        riders.iter().for_each(|rider| rider.portion.hold.ended());
        let settled = insist(|| store.settle_batch(&charges, &unsent)).await;
        if let Err(error) = settled {
            tracing::error!(?error, "a batch could not be settled");
            let portions = riders.into_iter().map(|rider| rider.portion).collect();
            return refuse(portions, &Error::Store(error));
        }
        charges.iter().for_each(|charge| metrics.charged(charge));
        let mut receipts = charges.iter().map(Charge::receipt);
        for rider in riders {
            if !rider.bill.is_due() {
                metrics.unanswered(&rider.call, rider.outcome());
            }
            let receipt = rider.bill.is_due().then(|| receipts.next()).flatten();
            let found: Option<Vec<F>> = rider.found.into_iter().collect();
            let served = match (rider.error, receipt, found) {
                (Some(error), ..) => Err(error),
                (None, Some(receipt), Some(found)) => Ok(Served { found, receipt }),
                _ => Err(Error::Internal("a batch came back without a text".into())),
            };
            // Whoever has left does not hear it.
            let _left = rider.portion.reply.send(served);
        }
    }
}

impl<F> Rider<F> {
    fn new(portion: Portion<F>) -> Self {
        Self {
            call: portion.hold.call().clone(),
            found: portion.texts.iter().map(|_| None).collect(),
            portion,
            bill: Bill::default(),
            error: None,
        }
    }

    fn is_waiting(&self) -> bool {
        self.error.is_none() && !self.portion.has_left() && self.found.iter().any(Option::is_none)
    }

    fn text(&self, seat: Seat) -> &Text {
        &self.portion.texts[seat.text]
    }

    fn fail(&mut self, error: &Error) {
        let mut error = error.for_another();
        if let Error::Provider(error) = &mut error {
            error.charged = self.bill.cost;
        }
        self.error = Some(error);
    }

    /// The provider takes all but this text.
    fn is_refused(&mut self, seat: Seat, error: &Error) {
        let Error::Provider(ProviderError { provider, .. }) = error else {
            return self.fail(error);
        };
        let number = self.text(seat).place + 1;
        let message = format!(
            "{provider} refused text {number}. It may be too long, or the model does not know what was asked for."
        );
        self.error = Some(Error::invalid("input", message));
    }

    fn outcome(&self) -> Outcome {
        if self.portion.has_left() {
            Outcome::Abandoned
        } else if self.error.is_some() {
            Outcome::Failed
        } else {
            Outcome::Complete
        }
    }
}

fn seats<F>(riders: &[Rider<F>]) -> Vec<Seat> {
    let of = |(rider, one): (usize, &Rider<F>)| {
        (0..one.portion.texts.len()).map(move |text| Seat { rider, text })
    };
    riders.iter().enumerate().flat_map(of).collect()
}

/// Shares a call among those whose texts it held, one after the other.
fn bill<F>(
    riders: &mut [Rider<F>],
    seats: &[Seat],
    tries: &Tries,
    told: Option<u64>,
    price: &Price,
) {
    let mut counted = vec![None; riders.len()];
    for seat in seats {
        let tokens = riders[seat.rider].text(*seat).tokens;
        *counted[seat.rider].get_or_insert(0) += tokens;
    }
    let parts = riders.iter_mut().zip(counted);
    let mut parts: Vec<_> = parts
        .filter_map(|(rider, counted)| {
            Some(Part {
                bill: &mut rider.bill,
                counted: counted?,
                held: rider.call.held.prompt,
            })
        })
        .collect();
    share(tries, told, price, &mut parts);
}

/// Whether it is one of the texts that is refused, so that the others may be taken without it.
fn is_about_texts(error: &Error) -> bool {
    let Error::Provider(error) = error else {
        return false;
    };
    let is_input = matches!(
        error.reason,
        ProviderReason::Refused {
            status: 400 | 413 | 422,
            ..
        }
    );
    is_input && error.reason.remedy() == Remedy::Nothing
}

fn refuse<F>(portions: Vec<Portion<F>>, error: &Error) {
    for portion in portions {
        let _left = portion.reply.send(Err(error.for_another()));
    }
}

impl Error {
    /// The same for another caller who met it too.
    pub(in crate::gateway) fn for_another(&self) -> Self {
        match self {
            Self::Provider(error) => Self::Provider(error.clone()),
            Self::NoProvider { llm, retry_after } => Self::NoProvider {
                llm: llm.clone(),
                retry_after: *retry_after,
            },
            Self::Busy { retry_after } => Self::Busy {
                retry_after: *retry_after,
            },
            Self::LocalModel(message) => Self::LocalModel(message.clone()),
            Self::Store(error) => Self::Store(StoreError {
                what: error.what,
                source: error.source.to_string().into(),
            }),
            other => Self::Internal(other.to_string()),
        }
    }
}
