//! An answer as its reader has it: the events, and in the end the receipt.

use super::cache::CacheStatus;
use super::flight::{Facts, Leaver, Seat};
use super::settle::Guest;
use crate::error::{Error, Result};
use crate::store::{AnswerEnd, Pace};
use crate::types::{Attempt, Event, Failure, NanoDollars, Outcome, Receipt};

/// An answer on its way. Dropping it leaves; if nobody else reads it, that stops the provider and settles what
/// came.
pub struct Answer {
    seat: Seat,
    facts: Facts,
    status: CacheStatus,
    guest: Guest,
    granted: Granted,
}

/// What the call was let in with.
#[derive(Clone, Copy)]
pub(super) struct Granted {
    pub(super) max_tokens: u32,
    pub(super) pace: Option<Pace>,
}

impl Answer {
    pub(super) fn new(
        seat: Seat,
        facts: Facts,
        status: CacheStatus,
        guest: Guest,
        granted: Granted,
    ) -> Self {
        Self {
            seat,
            facts,
            status,
            guest,
            granted,
        }
    }

    /// The next event; `None` after the last. What is counted is what the provider sent; what is given is
    /// what may be read of it.
    pub async fn next(&mut self) -> Option<Event> {
        self.seat.next().await
    }

    /// For a reader who ends the answer before its end: what came of it and was not read, or held back.
    pub fn cut_short(&mut self) -> Vec<Event> {
        self.seat.rest()
    }

    /// Ends the answer for a reader who does not read, and so cannot be told.
    pub fn leaver(&self) -> Leaver {
        self.seat.leaver()
    }

    /// Who answers, as shown.
    pub fn provider(&self) -> &str {
        &self.facts.provider
    }

    /// The attempts that failed before this answer began, if it was this call that made them.
    pub fn failed_attempts(&self) -> &[Attempt] {
        if self.status.is_free() {
            &[]
        } else {
            &self.facts.failed_attempts
        }
    }

    /// How often a provider was asked for this call until the answer began.
    pub fn attempts(&self) -> usize {
        if self.status.is_free() {
            0
        } else {
            self.facts.failed_attempts.len() + 1
        }
    }

    /// Most tokens of the answer, as far as there was room.
    pub fn max_tokens(&self) -> u32 {
        self.granted.max_tokens
    }

    /// How often the account may ask, if that is limited.
    pub fn pace(&self) -> Option<Pace> {
        self.granted.pace
    }

    pub fn cache(&self) -> CacheStatus {
        self.status
    }

    /// Tokens written so far and what the call has cost by now.
    pub fn so_far(&self) -> (u64, NanoDollars) {
        let (tokens, due) = self.seat.so_far();
        if self.status.is_free() {
            (tokens, NanoDollars::ZERO)
        } else {
            (tokens, self.guest.price().cost(&due.tokens))
        }
    }

    /// Settles with this outcome, together with the end of the chat's answer if it writes one. `None` if
    /// the call was settled before.
    ///
    /// # Errors
    /// If the database fails; then the call stays open, and the recovery at the next start settles it.
    pub async fn settle(
        self,
        outcome: Outcome,
        end: Option<&AnswerEnd>,
    ) -> Result<Option<Receipt>> {
        let Self {
            seat,
            facts,
            status,
            guest,
            granted: _,
        } = self;
        if status.is_free() {
            let usage = seat.usage();
            drop(seat);
            return guest.settle(facts.provider, usage, outcome, end).await;
        }
        let due = leave_rest(&seat, &guest).await?;
        // If nobody else reads, the provider is stopped before anything is written.
        drop(seat);
        match (due, end) {
            (Some((open, usage)), end) => open.settle(usage, outcome, end).await,
            (None, Some(end)) => guest.end(end).await.map(|()| None),
            (None, None) => Ok(None),
        }
    }

    /// The whole text at once. A plain reply is the stream collected.
    ///
    /// # Errors
    /// If the provider or the database fails; what came is charged all the same.
    pub async fn collect(mut self) -> Result<(String, Option<Receipt>)> {
        let mut text = String::new();
        let mut failure = None;
        while let Some(event) = self.next().await {
            match event {
                Event::Delta(delta) | Event::Refusal(delta) => text.push_str(&delta),
                Event::Failed(failed) => failure = Some(failed),
                _ => {}
            }
        }
        match failure {
            None => Ok((text, self.settle(Outcome::Complete, None).await?)),
            Some(Failure { message, .. }) => {
                self.settle(Outcome::Failed, None).await?;
                Err(Error::Internal(message))
            }
        }
    }
}

/// What is due. If others go on reading, what comes from now on is a call of its own, for the same account.
async fn leave_rest(seat: &Seat, guest: &Guest) -> Result<Option<super::flight::Due>> {
    let Some(call) = seat.left_to_others() else {
        return Ok(seat.due());
    };
    let rest = guest.continued(&call).await?;
    match seat.hand_over(rest) {
        Ok(due) => Ok(Some(due)),
        Err(rest) => {
            rest.release().await?;
            Ok(seat.due())
        }
    }
}
