//! The calls of an account, for its holder: a page of the list, one with its receipt, or all to take away.

use super::{Ledger, Zone};
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::types::{
    AccountId, Call, CallFilter, CallId, CallKind, CallPlace, CallRecord, CallUnderWay, CallsFrom,
    Day, KeyId, LlmName, Outcome, Purpose,
};
use futures::{Stream, stream};

/// Calls on a page.
const PAGE: usize = 25;
/// Calls that are looked at in one step of who takes them all away: a few milliseconds for the database, and a
/// few hundred kilobytes.
pub(super) const STEP: u32 = 1_000;
/// Longest part of a title that is searched for, in characters.
const LONGEST_TITLE: usize = 200;

/// Which calls somebody wants, as an address says it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CallWish {
    pub llm: Option<LlmName>,
    pub purpose: Option<Purpose>,
    pub key: Option<KeyId>,
    pub outcome: Option<Outcome>,
    pub from: Option<Day>,
    /// With this day.
    pub to: Option<Day>,
    /// Words in the title of the chat.
    pub chat: Option<String>,
}

/// A page of the list of calls.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CallPage {
    /// Newest first.
    pub calls: Vec<Call>,
    /// Only at the newest end.
    pub under_way: Vec<CallUnderWay>,
    /// Where to go on, if there is more.
    pub newer: Option<CallPlace>,
    pub older: Option<CallPlace>,
    /// By what the list can be narrowed.
    pub kinds: Vec<CallKind>,
    /// Where the account is.
    pub zone: Zone,
    pub today: Day,
}

impl CallPage {
    /// Only by what it could be narrowed.
    #[must_use]
    pub fn without_calls(self) -> Self {
        Self {
            calls: Vec::new(),
            under_way: Vec::new(),
            newer: None,
            older: None,
            ..self
        }
    }
}

/// A call, and where the account is that it belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OneCall {
    pub record: CallRecord,
    pub zone: Zone,
}

impl CallWish {
    /// The names of what can be said, in the order of the form.
    pub const NAMES: [&'static str; 7] =
        ["chat", "model", "purpose", "key", "outcome", "from", "to"];

    /// # Errors
    /// [`Error::Invalid`] for what nobody could mean.
    pub fn read<'a>(said: impl Fn(&str) -> Option<&'a str>) -> Result<Self> {
        let said = |name: &str| said(name).map(str::trim).filter(|text| !text.is_empty());
        Ok(Self {
            llm: said("model").map(|name| LlmName(name.into())),
            purpose: known("purpose", said("purpose"), Purpose::from_word)?,
            key: known("key", said("key"), |text| text.parse().ok())?,
            outcome: known("outcome", said("outcome"), Outcome::from_word)?,
            from: day("from", said("from"))?,
            to: day("to", said("to"))?,
            chat: said("chat").map(|text| text.chars().take(LONGEST_TITLE).collect()),
        })
    }

    /// As an address says it; what was not said has no name.
    pub fn said(&self) -> Vec<(&'static str, String)> {
        let Self {
            llm,
            purpose,
            key,
            outcome,
            from,
            to,
            chat,
        } = self;
        let said = [
            chat.clone(),
            llm.as_ref().map(|llm| llm.0.clone()),
            purpose.map(|purpose| purpose.as_str().into()),
            key.map(|key| key.to_string()),
            outcome.map(|outcome| outcome.as_str().into()),
            from.map(|day| day.to_string()),
            to.map(|day| day.to_string()),
        ];
        let named = Self::NAMES.into_iter().zip(said);
        named
            .filter_map(|(name, said)| Some((name, said?)))
            .collect()
    }

    fn filter(&self, zone: &Zone) -> CallFilter {
        CallFilter {
            llm: self.llm.clone(),
            purpose: self.purpose,
            key: self.key,
            outcome: self.outcome,
            from: self.from.map(|day| zone.on(day).start),
            until: self.to.map(|day| zone.on(day).end),
            title: self.chat.clone(),
        }
    }

    /// Whether a call that has not ended may be among what is wanted.
    fn is_met_by(&self, call: &CallUnderWay) -> bool {
        let Self {
            llm,
            purpose,
            key,
            outcome: None,
            from: None,
            to: None,
            chat: None,
        } = self
        else {
            return false;
        };
        llm.as_ref().is_none_or(|llm| call.llm == *llm)
            && purpose.is_none_or(|purpose| call.purpose == purpose)
            && key.is_none_or(|key| call.key.as_ref().is_some_and(|of| of.id == key))
    }
}

fn known<T>(
    field: &'static str,
    said: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>> {
    said.map(|text| read(text).ok_or_else(|| Error::invalid(field, "There is none of this name.")))
        .transpose()
}

fn day(field: &'static str, said: Option<&str>) -> Result<Option<Day>> {
    let wrong = || Error::invalid(field, "Write a day like 2026-11-03.");
    said.map(|text| Day::parse(text).ok_or_else(wrong))
        .transpose()
}

impl Ledger {
    /// # Errors
    /// If the database fails; so below.
    pub async fn calls(
        &self,
        caller: &Caller,
        wish: &CallWish,
        from: CallsFrom,
    ) -> Result<CallPage> {
        let account = caller.id();
        let zone = self.zone_of(account).await?;
        let filter = wish.filter(&zone);
        let most = PAGE as u32 + 1;
        let list = |from| self.store.calls(account, &filter, from, most);
        let mut from = from;
        let mut calls = list(from).await.map_err(Error::Store)?;
        if calls.len() <= PAGE && matches!(from, CallsFrom::NewerThan(_)) {
            // What is newer does not fill a page: it is the first one.
            from = CallsFrom::Newest;
            calls = list(from).await.map_err(Error::Store)?;
        }
        let is_more = calls.len() > PAGE;
        match from {
            CallsFrom::NewerThan(_) => drop(calls.remove(0)),
            CallsFrom::Newest | CallsFrom::OlderThan(_) => calls.truncate(PAGE),
        }
        let under_way = match from {
            CallsFrom::Newest => self.under_way(account, wish).await?,
            _ => Vec::new(),
        };
        let first = calls.first().map(Call::place);
        let last = calls.last().map(Call::place);
        Ok(CallPage {
            under_way,
            newer: first.filter(|_| from != CallsFrom::Newest),
            older: last.filter(|_| is_more || matches!(from, CallsFrom::NewerThan(_))),
            kinds: self.store.call_kinds(account).await.map_err(Error::Store)?,
            today: zone.date(self.clock.now()),
            calls,
            zone,
        })
    }

    async fn under_way(&self, account: AccountId, wish: &CallWish) -> Result<Vec<CallUnderWay>> {
        let calls = self.store.calls_under_way(account).await;
        let mut calls = calls.map_err(Error::Store)?;
        calls.retain(|call| wish.is_met_by(call));
        Ok(calls)
    }

    /// # Errors
    /// [`Error::NotFound`] also for a call of somebody else.
    pub async fn call(&self, caller: &Caller, call: CallId) -> Result<OneCall> {
        let record = self.store.call(caller.id(), call).await;
        let record = record.map_err(Error::Store)?.ok_or(Error::NotFound)?;
        let zone = self.zone_of(caller.id()).await?;
        Ok(OneCall { record, zone })
    }

    /// All calls that are wanted, newest first, some at a time. Each step is a transaction of its own, so that it
    /// takes as long as it may and nobody waits; what begins meanwhile is not among them.
    pub async fn all_calls(
        &self,
        caller: &Caller,
        wish: &CallWish,
    ) -> Result<impl Stream<Item = Result<Vec<Call>>> + Send + use<>> {
        let (store, account) = (self.store.clone(), caller.id());
        let filter = wish.filter(&self.zone_of(account).await?);
        Ok(stream::try_unfold(
            Some((store, filter, None)),
            move |state| async move {
                let Some((store, filter, before)) = state else {
                    return Ok(None);
                };
                let step = store.next_calls(account, &filter, before, STEP).await;
                let (calls, on) = step.map_err(Error::Store)?;
                let next = on.map(|on| (store, filter, Some(on)));
                Ok(Some((calls, next)))
            },
        ))
    }

    pub(super) async fn zone_of(&self, account: AccountId) -> Result<Zone> {
        let zone = self.store.time_zone(account).await.map_err(Error::Store)?;
        let zone = zone.and_then(|name| Zone::named(&name));
        Ok(zone.unwrap_or_else(Zone::utc))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::store::contract::given::{NOW, S, charge, later, open_call, opened, person};
    use crate::store::{self, Charge};
    use crate::types::Timestamp;
    use futures::TryStreamExt;

    async fn ada() -> (S, Ledger, Caller) {
        let store = store::open("sqlite::memory:").await.unwrap();
        let account = person(&store, "ada@example.org").await;
        let account = store.account(account).await.unwrap().unwrap();
        let ledger = Ledger::new(store.clone(), Clock::fixed(NOW));
        (store, ledger, Caller::new(account).unwrap())
    }

    fn at(caller: &Caller, started_at: Timestamp) -> Charge {
        Charge {
            started_at,
            ..charge(caller.id(), CallId::new(), None)
        }
    }

    fn wish(said: &[(&str, &'static str)]) -> Result<CallWish> {
        let said = |name: &str| said.iter().find(|said| said.0 == name).map(|said| said.1);
        CallWish::read(said)
    }

    #[test]
    fn a_wish_is_written_as_it_was_read() {
        let said = [
            ("model", "gpt/5 mini"),
            ("purpose", "chat"),
            ("key", "01890000-0000-7000-8000-000000000000"),
            ("outcome", "cached"),
            ("from", "2026-11-01"),
            ("to", "2026-11-30"),
            ("chat", " moon & sun "),
        ];
        let read = wish(&said).unwrap();
        assert_eq!(read.chat.as_deref(), Some("moon & sun"));
        let written = read.said();
        assert_eq!(written.len(), said.len());
        let again = |name: &str| written.iter().find(|said| said.0 == name);
        let again = CallWish::read(|name| again(name).map(|said| said.1.as_str()));
        assert_eq!(again.unwrap(), read);
        assert_eq!(wish(&[("model", " ")]).unwrap(), CallWish::default());
    }

    #[test]
    fn what_nobody_could_mean_is_named() {
        for (field, text) in [
            ("from", "yesterday"),
            ("to", "2026-02-30"),
            ("purpose", "fun"),
            ("outcome", "good"),
            ("key", "mine"),
        ] {
            let refused = wish(&[(field, text)]);
            let Err(Error::Invalid { field: named, .. }) = refused else {
                panic!("{refused:?}");
            };
            assert_eq!(named, field);
        }
    }

    #[test]
    fn days_are_those_of_the_account() {
        let of_a_day = wish(&[("from", "2026-11-03"), ("to", "2026-11-03")]).unwrap();
        let zone = Zone::named("America/New_York").unwrap();
        let filter = of_a_day.filter(&zone);
        let midnight = Day::parse("2026-11-03").unwrap().begins();
        assert_eq!(filter.from, Some(midnight.plus_seconds(5 * 3_600)));
        assert_eq!(filter.until, Some(midnight.plus_seconds(29 * 3_600)));
    }

    #[tokio::test]
    async fn pages_lead_to_each_other() {
        let (store, ledger, caller) = ada().await;
        for n in 0..60 {
            let charge = at(&caller, later(-n));
            assert!(store.record_charge(&charge).await.unwrap());
        }
        let call = open_call(caller.id(), CallId::new());
        opened(&store, &[call]).await;
        let any = CallWish::default();
        let page = |from| ledger.calls(&caller, &any, from);
        let first = page(CallsFrom::Newest).await.unwrap();
        assert_eq!((first.calls.len(), first.under_way.len()), (PAGE, 1));
        assert_eq!(first.newer, None);
        let older = CallsFrom::OlderThan(first.older.unwrap());
        let second = page(older).await.unwrap();
        assert_eq!((second.calls.len(), second.under_way.len()), (PAGE, 0));
        let older = CallsFrom::OlderThan(second.older.unwrap());
        let third = page(older).await.unwrap();
        assert_eq!((third.calls.len(), third.older), (10, None));
        let newer = CallsFrom::NewerThan(third.newer.unwrap());
        assert_eq!(page(newer).await.unwrap().calls, second.calls);
        let newer = CallsFrom::NewerThan(second.newer.unwrap());
        assert_eq!(page(newer).await.unwrap(), first);
        let none = wish(&[("model", "none")]).unwrap();
        let none = ledger.calls(&caller, &none, CallsFrom::Newest).await;
        let none = none.unwrap();
        assert_eq!((none.calls.len(), none.under_way.len()), (0, 0));
        assert_eq!((none.newer, none.older), (None, None));
    }

    #[tokio::test]
    async fn all_calls_come_once_also_while_others_are_added() {
        let (store, ledger, caller) = ada().await;
        let count = i64::from(STEP) * 2 + 5;
        let charges: Vec<_> = (0..count).map(|n| at(&caller, later(-n))).collect();
        store.invent_charges(&charges).await.unwrap();
        let all = ledger.all_calls(&caller, &CallWish::default()).await;
        let mut all = Box::pin(all.unwrap());
        let mut met = Vec::new();
        while let Some(calls) = all.try_next().await.unwrap() {
            met.extend(calls.iter().map(|call| call.id));
            let charge = at(&caller, later(1));
            assert!(store.record_charge(&charge).await.unwrap());
        }
        let wanted: Vec<_> = charges.iter().map(|charge| charge.call).collect();
        assert_eq!(met, wanted);
    }
}
