//! What a question may cost at most and whether there is room for it, said before it is sent.

use super::Turns;
use crate::error::{Error, Result};
use crate::gateway::Caller;
use crate::ledger::Zone;
use crate::types::money::grouped;
use crate::types::{
    CallId, Day, Limit, NanoDollars, Notice, Prompt, Question, Quoted, Standing, Timestamp,
};

/// What is left of a limit is worth a word from this part of it on that is used, in percent.
const SCARCE: i128 = 80;
/// A question that may cost more than this part of what is left is worth a second look.
const DEAR: i128 = 10;

/// The most that an answer may use.
#[derive(Clone, Copy, Debug)]
struct Most {
    tokens: u64,
    cost: NanoDollars,
}

/// When and where it is said.
struct Here {
    zone: Zone,
    now: Timestamp,
}

impl Turns {
    /// What sending this would hold, in words. Nothing is held and nobody is asked.
    ///
    /// # Errors
    /// As [`Turns::send_prompt`], for what cannot be asked.
    pub async fn quote(&self, caller: &Caller, prompt: Prompt) -> Result<Quoted> {
        let inner = &self.inner;
        let settings = prompt.settings.unwrap_or_else(|| inner.defaults.clone());
        inner.check(&settings)?;
        let now = inner.clock.now();
        let question = Question {
            id: prompt.question,
            parent: prompt.parent,
            text: prompt.text,
            asked_at: now,
        };
        let messages = inner.messages(caller, &question, &settings).await?;
        let call = super::prompt::call(CallId::new(), prompt.answer, &settings, messages);
        let (tokens, cost) = inner.gateway.most(&call)?;
        let standing = inner.store.standing(caller.id(), now);
        let standing = standing.await.map_err(Error::Store)?;
        let zone = inner.store.time_zone(caller.id()).await;
        let zone = zone.map_err(Error::Store)?;
        let zone = zone.and_then(|name| Zone::named(&name));
        let zone = zone.unwrap_or_else(Zone::utc);
        Ok(quoted(
            Most { tokens, cost },
            &standing,
            &Here { zone, now },
        ))
    }
}

fn quoted(most: Most, standing: &[Standing], here: &Here) -> Quoted {
    let short = standing.iter().find(|one| needs(one, most) > left(one));
    let scarce = || standing.iter().find(|one| is_scarce(one));
    let said = short.or_else(scarce);
    Quoted {
        cost: format!("up to {}", most.cost.as_most()),
        pinches: said.is_some() || standing.iter().any(|one| is_dear(one, most)),
        notice: said.map(|one| Notice {
            is_short: short.is_some(),
            text: in_words(one, here),
        }),
    }
}

fn needs(one: &Standing, most: Most) -> i64 {
    match one.limit {
        Limit::RequestsPerHour => 1,
        // An answer that ends makes room.
        Limit::AtOnce => 0,
        Limit::TokensPerDay => i64::try_from(most.tokens).unwrap_or(i64::MAX),
        Limit::DailyBudget | Limit::MonthlyBudget => most.cost.0,
    }
}

fn left(one: &Standing) -> i64 {
    let free = one.most.saturating_sub(one.settled);
    free.saturating_sub(one.held).max(0)
}

fn percent_used(one: &Standing) -> i128 {
    match one.most {
        ..=0 => 100,
        most => i128::from(one.settled) * 100 / i128::from(most),
    }
}

fn is_scarce(one: &Standing) -> bool {
    one.limit != Limit::AtOnce && percent_used(one) >= SCARCE
}

fn is_dear(one: &Standing, most: Most) -> bool {
    one.limit.is_money() && i128::from(most.cost.0) * 100 > i128::from(left(one)) * DEAR
}

/// How much is used, what is left, when it starts anew, and what still goes where nothing is left.
fn in_words(one: &Standing, here: &Here) -> String {
    let what = match one.limit {
        Limit::DailyBudget => "today's budget is",
        Limit::MonthlyBudget => "this month's budget is",
        Limit::TokensPerDay => "today's tokens are",
        Limit::RequestsPerHour | Limit::AtOnce => "this hour's requests are",
    };
    let anew = one.turns_at.map(|at| here.moment(at));
    let anew = anew.map_or_else(String::new, |at| format!(" It opens again {at}."));
    let used = percent_used(one);
    if used < 100 {
        let left = amount(one.limit, left(one));
        return format!("{used} % of {what} used. {left} is left.{anew}");
    }
    let way_on = match one.limit.is_money() {
        true => {
            " Answers that are kept still come, a model that is free still answers, and an admin can give you more."
        }
        false => " An admin can allow you more.",
    };
    format!("All of {what} used.{anew}{way_on}")
}

fn amount(limit: Limit, left: i64) -> String {
    match limit {
        Limit::DailyBudget | Limit::MonthlyBudget => match NanoDollars(left) {
            cents if cents < NanoDollars::DOLLAR => cents.as_call(),
            dollars => dollars.as_sum(),
        },
        Limit::TokensPerDay | Limit::RequestsPerHour | Limit::AtOnce => {
            grouped(left.unsigned_abs())
        }
    }
}

impl Here {
    /// `at 00:00 (Berlin)`, or `on 1 Dec, 00:00 (Berlin)`.
    fn moment(&self, at: Timestamp) -> String {
        let local = at.plus_seconds(60 * i64::from(self.zone.offset(at)));
        let minutes = local.as_seconds().div_euclid(60).rem_euclid(24 * 60);
        let city = self.zone.name().rsplit('/').next().unwrap_or_default();
        let city = city.replace('_', " ");
        let time = format!("{:02}:{:02} ({city})", minutes / 60, minutes % 60);
        match self.now.until(at).as_secs() <= 86_400 {
            true => format!("at {time}"),
            false => format!("on {}, {time}", Day::of(local).without_year()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{house, prompt};
    use crate::types::Purpose;

    const CENT: i64 = 10_000_000;

    fn said(settled: i64, held: i64, cost: i64) -> Quoted {
        let now = Day::parse("2026-11-23").unwrap().begins();
        let budget = Standing {
            limit: Limit::DailyBudget,
            most: 100 * CENT,
            settled,
            held,
            begun_at: Some(now),
            turns_at: Some(now.plus_seconds(23 * 3_600)),
        };
        let most = Most {
            tokens: 1,
            cost: NanoDollars(cost),
        };
        let zone = Zone::named("Europe/Berlin").unwrap();
        quoted(most, &[budget], &Here { zone, now })
    }

    fn notice(settled: i64, held: i64, cost: i64) -> (bool, String) {
        let notice = said(settled, held, cost).notice.unwrap();
        (notice.is_short, notice.text)
    }

    #[test]
    fn what_is_left_is_said_when_it_matters() {
        let calm = said(0, 0, CENT + 1);
        assert_eq!((calm.cost.as_str(), calm.pinches), ("up to $0.011", false));
        assert_eq!(calm.notice, None);
        let dear = said(0, 0, 10 * CENT + 1);
        assert_eq!((dear.cost.as_str(), dear.pinches), ("up to $0.101", true));
        assert_eq!(dear.notice, None);
        let scarce =
            "80 % of today's budget is used. $0.1000 is left. It opens again at 00:00 (Berlin).";
        assert_eq!(notice(80 * CENT, 10 * CENT, 1), (false, scarce.into()));
        let short =
            "70 % of today's budget is used. $0.2000 is left. It opens again at 00:00 (Berlin).";
        assert_eq!(
            notice(70 * CENT, 10 * CENT, 20 * CENT + 1),
            (true, short.into())
        );
        assert_eq!(said(70 * CENT, 10 * CENT, 20 * CENT).notice, None);
    }

    #[test]
    fn where_nothing_is_left_it_says_what_still_goes() {
        let (is_short, text) = notice(100 * CENT, 0, 1);
        assert!(
            is_short
                && text.starts_with(
                    "All of today's budget is used. It opens again at 00:00 (Berlin)."
                )
        );
        assert!(
            text.contains("a model that is free still answers"),
            "{text}"
        );
        // Of a model that is free.
        assert!(!notice(100 * CENT, 0, 0).0);
    }

    #[tokio::test]
    async fn the_most_that_it_says_is_what_would_be_held() {
        let house = house().await;
        let draft = prompt("stall", "go on for ever");
        let turns = &house.tollgate.turns;
        let quoted = turns.quote(&house.caller, draft.clone()).await.unwrap();
        assert_eq!(house.tollgate.store.open_calls().await.unwrap(), []);
        house.send(&draft).await;
        let calls = house.tollgate.store.open_calls().await.unwrap();
        let call = calls
            .iter()
            .find(|call| call.purpose == Purpose::Chat)
            .unwrap();
        let held = call.price.worst(call.held.prompt, call.held.output);
        assert_eq!(quoted.cost, format!("up to {}", held.as_most()));
        turns.stop_all(house.caller.id());
    }
}
