//! Whether there is room for a call, read within the transaction that writes its hold.

use super::rows::{time, unreadable, word};
use super::tiers::models;
use super::{Tx, budgets, charges};
use crate::ledger::{self, Calendar, Room, Scope, Terms, Window, Windows, Zone};
use crate::store::{Admission, Ask, Charge};
use crate::types::{AccountId, KeyId, Limit, Limits, LlmName, NanoDollars, Status, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query, query_scalar};

const DAY: i64 = Timestamp::DAY;

/// Whose use is summed up: all of an account, or what one of its keys was used for.
#[derive(Clone, Copy)]
pub(super) struct User {
    pub(super) account: AccountId,
    pub(super) key: Option<KeyId>,
}

#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    requests: i64,
    tokens: i64,
    pub(super) cost: i64,
}

/// Writes the calls down if they fit, or else the alert that there is no more room.
pub(super) async fn admit(tx: &mut Tx, ask: &Ask, now: Timestamp) -> sqlx::Result<Admission> {
    let Some(first) = ask.calls.first() else {
        return Ok(Admission::Granted {
            output: 0,
            pace: None,
        });
    };
    let user = User {
        account: first.account,
        key: first.key,
    };
    let Some(terms) = terms(tx, user).await? else {
        return Ok(Admission::Revoked);
    };
    if terms.status != Status::Active {
        return Ok(Admission::Suspended);
    }
    if !terms.key_is_good {
        return Ok(Admission::Revoked);
    }
    let is_open = |list: &Vec<LlmName>| list.contains(&first.llm);
    if first.purpose.is_chosen() && !terms.models.as_ref().is_none_or(is_open) {
        return Ok(Admission::ClosedModel {
            llm: first.llm.clone(),
            tier: terms.tier_name,
        });
    }
    expire(tx, user.account, now).await?;
    let rooms = rooms(tx, user, &terms, now).await?;
    let output = match ledger::admit(ask, &rooms, now) {
        Ok(output) => output,
        Err(refusal) => {
            budgets::refused(tx, user.account, &terms, &refusal).await?;
            return Ok(Admission::Refused(refusal));
        }
    };
    for (place, call) in ask.calls.iter().enumerate() {
        let mut call = call.clone();
        if place == 0 {
            call.held.output = output;
        }
        charges::open(tx, &call, None).await?;
    }
    let pace = ledger::pace(ask, &rooms);
    Ok(Admission::Granted { output, pace })
}

/// Whether all limits are kept with what is held, now that this was charged.
pub(super) async fn still_fits(tx: &mut Tx, charge: &Charge, now: Timestamp) -> sqlx::Result<bool> {
    let user = User {
        account: charge.account,
        key: charge.key,
    };
    let Some(terms) = terms(tx, user).await? else {
        return Ok(false);
    };
    let rooms = rooms(tx, user, &terms, now).await?;
    Ok(rooms.iter().all(Room::is_kept))
}

/// Every limit of the account and its key, and how much of it is used.
pub(super) async fn rooms(
    tx: &mut Tx,
    user: User,
    terms: &Terms,
    now: Timestamp,
) -> sqlx::Result<Vec<Room>> {
    let windows = terms.calendar.windows(now);
    let today = topped_up(tx, user.account, windows.day).await?;
    let this_month = topped_up(tx, user.account, windows.month).await?;
    let mut rooms = Vec::new();
    for (scope, limits) in terms.limits(today, this_month) {
        let of_key = scope == Scope::Key;
        let user = User {
            key: user.key.filter(|_| of_key),
            ..user
        };
        fill(tx, user, &limits, windows, now, &mut rooms).await?;
    }
    Ok(rooms)
}

async fn fill(
    tx: &mut Tx,
    user: User,
    limits: &Limits,
    windows: Windows,
    now: Timestamp,
    rooms: &mut Vec<Room>,
) -> sqlx::Result<()> {
    // Tokens and money of the same day are summed up together.
    let mut known: Option<(Window, Sums, Sums)> = None;
    for (limit, most) in limits.each() {
        let window = match limit {
            Limit::RequestsPerHour => Some(windows.hour),
            Limit::TokensPerDay | Limit::DailyBudget => Some(windows.day),
            Limit::MonthlyBudget => Some(windows.month),
            Limit::AtOnce => None,
        };
        let (settled, held) = match (window, known) {
            (None, _) => (Sums::default(), held(tx, user, EVER, now).await?),
            (Some(window), Some((same, settled, held))) if same == window => (settled, held),
            (Some(window), _) => {
                let settled = settled(tx, user, window).await?;
                let held = held(tx, user, window, now).await?;
                known = Some((window, settled, held));
                (settled, held)
            }
        };
        rooms.push(Room {
            limit,
            of_key: user.key.is_some(),
            most,
            settled: settled.of(limit),
            held: held.of(limit),
            begun_at: window.map(|window| window.start),
            turns_at: window.map(|window| window.end),
        });
    }
    Ok(())
}

const EVER: Window = Window {
    start: Timestamp(i64::MIN),
    end: Timestamp(i64::MAX),
};

/// What was used in a window: whole days as far as they go, and the quarters of an hour before and after.
pub(super) async fn settled(tx: &mut Tx, user: User, window: Window) -> sqlx::Result<Sums> {
    let (whole, rest) = window.in_days();
    let mut sums = Sums::default();
    for (from, until) in rest.into_iter().flatten() {
        sums = sums.plus(sum(tx, user, QUARTERS, from, until).await?);
    }
    if let Some((from, until)) = whole {
        sums = sums.plus(sum(tx, user, DAYS, from, until).await?);
    }
    Ok(sums)
}

/// From when until when.
pub(super) type Span = (i64, i64);

impl Window {
    /// The whole days in it as one span, and the spans before and after them.
    pub(super) fn in_days(self) -> (Option<Span>, [Option<Span>; 2]) {
        let (start, end) = (self.start.0, self.end.0);
        let first = start.div_euclid(DAY) + i64::from(start.rem_euclid(DAY) != 0);
        let (first, last) = (first * DAY, end.div_euclid(DAY) * DAY);
        let span = |from: i64, until: i64| (from < until).then_some((from, until));
        match span(first, last) {
            None => (None, [span(start, end), None]),
            whole => (whole, [span(start, first), span(last, end)]),
        }
    }
}

const QUARTERS: &str =
    "SELECT coalesce(sum(requests), 0), coalesce(sum(tokens), 0), coalesce(sum(cost), 0)
     FROM spent_quarters
     WHERE account_id = ?1 AND start >= ?2 AND start < ?3 AND (?4 IS NULL OR key_id = ?4)";
const DAYS: &str =
    "SELECT coalesce(sum(requests), 0), coalesce(sum(tokens), 0), coalesce(sum(cost), 0)
     FROM spent_days
     WHERE account_id = ?1 AND start >= ?2 AND start < ?3 AND (?4 IS NULL OR key_id = ?4)";

async fn sum(
    tx: &mut Tx,
    user: User,
    rows: &'static str,
    from: i64,
    until: i64,
) -> sqlx::Result<Sums> {
    query(rows)
        .bind(user.account.0)
        .bind(from)
        .bind(until)
        .bind(user.key.map(|key| key.0))
        .fetch_one(&mut **tx)
        .await
        .and_then(|row| sums(&row, 0))
}

/// What the calls hold that began in a window.
async fn held(tx: &mut Tx, user: User, window: Window, now: Timestamp) -> sqlx::Result<Sums> {
    query(
        "SELECT coalesce(sum(requests), 0), coalesce(sum(held_prompt + held_output), 0),
             coalesce(sum(held), 0)
         FROM calls
         WHERE account_id = ?1 AND started_at >= ?2 AND started_at < ?3 AND expires_at > ?5
             AND (?4 IS NULL OR key_id = ?4)",
    )
    .bind(user.account.0)
    .bind(window.start.0)
    .bind(window.end.0)
    .bind(user.key.map(|key| key.0))
    .bind(now.0)
    .fetch_one(&mut **tx)
    .await
    .and_then(|row| sums(&row, 0))
}

pub(super) async fn topped_up(
    tx: &mut Tx,
    account: AccountId,
    window: Window,
) -> sqlx::Result<NanoDollars> {
    query_scalar(
        "SELECT coalesce(sum(amount), 0) FROM top_ups
         WHERE account_id = ?1 AND given_at >= ?2 AND given_at < ?3",
    )
    .bind(account.0)
    .bind(window.start.0)
    .bind(window.end.0)
    .fetch_one(&mut **tx)
    .await
    .map(NanoDollars)
}

/// What was seen to have expired stays so, whatever the clock does next.
async fn expire(tx: &mut Tx, account: AccountId, now: Timestamp) -> sqlx::Result<()> {
    query(
        "UPDATE calls SET expires_at = 0
         WHERE account_id = ?1 AND expires_at <= ?2 AND expires_at > 0",
    )
    .bind(account.0)
    .bind(now.0)
    .execute(&mut **tx)
    .await
    .map(drop)
}

/// `None` if there is no such account.
pub(super) async fn terms(tx: &mut Tx, user: User) -> sqlx::Result<Option<Terms>> {
    query(
        "SELECT accounts.status, accounts.own_limits, accounts.daily_cap, accounts.time_zone,
             accounts.day_from, accounts.day_until, accounts.month_from, accounts.month_until,
             tiers.limits AS tier_limits, tiers.name AS tier_name, tiers.models AS tier_models,
             keys.limits AS key_limits
         FROM accounts
         LEFT JOIN tiers ON tiers.id = accounts.tier_id
         LEFT JOIN keys ON keys.id = ?2 AND keys.account_id = accounts.id AND keys.revoked_at IS NULL
         WHERE accounts.id = ?1",
    )
    .bind(user.account.0)
    .bind(user.key.map(|key| key.0))
    .fetch_optional(&mut **tx)
    .await?
    .map(|row| {
        let key: Option<Limits> = limits(&row, "key_limits")?;
        let cap: Option<i64> = row.try_get("daily_cap")?;
        let tier: Option<Limits> = limits(&row, "tier_limits")?;
        let own: Option<Limits> = limits(&row, "own_limits")?;
        let name: Option<String> = row.try_get("tier_name")?;
        Ok(Terms {
            status: word(&row, "status", Status::from_word)?,
            key_is_good: user.key.is_none() || key.is_some(),
            // An account without a tier may do nothing.
            tier: tier.unwrap_or(NOTHING),
            tier_name: name.unwrap_or_default(),
            models: models(&row, "tier_models")?,
            own: own.unwrap_or_default(),
            daily_cap: cap.map(NanoDollars),
            key,
            calendar: calendar(&row)?,
        })
    })
    .transpose()
}

const NOTHING: Limits = Limits {
    requests_per_hour: Some(0),
    at_once: Some(0),
    tokens_per_day: Some(0),
    daily_budget: Some(NanoDollars::ZERO),
    monthly_budget: Some(NanoDollars::ZERO),
};

pub(super) fn limits(row: &SqliteRow, column: &'static str) -> sqlx::Result<Option<Limits>> {
    let text: Option<String> = row.try_get(column)?;
    let read = |text: String| {
        serde_json::from_str(&text).map_err(|error| unreadable(column, error.into()))
    };
    text.map(read).transpose()
}

pub(super) fn calendar(row: &SqliteRow) -> sqlx::Result<Calendar> {
    let name: String = row.try_get("time_zone")?;
    let zone = Zone::named(&name)
        .ok_or_else(|| unreadable("time_zone", format!("unknown zone `{name}`").into()))?;
    Ok(Calendar {
        zone,
        day: window(row, "day_from", "day_until")?,
        month: window(row, "month_from", "month_until")?,
    })
}

fn window(
    row: &SqliteRow,
    from: &'static str,
    until: &'static str,
) -> sqlx::Result<Option<Window>> {
    let until: Option<i64> = row.try_get(until)?;
    let Some(end) = until.map(Timestamp) else {
        return Ok(None);
    };
    let start = time(row, from)?;
    Ok(Some(Window { start, end }))
}

/// Three columns from this one on.
pub(super) fn sums(row: &SqliteRow, first: usize) -> sqlx::Result<Sums> {
    Ok(Sums {
        requests: row.try_get(first)?,
        tokens: row.try_get(first + 1)?,
        cost: row.try_get(first + 2)?,
    })
}

impl Sums {
    pub(super) fn plus(self, other: Self) -> Self {
        Self {
            requests: self.requests.saturating_add(other.requests),
            tokens: self.tokens.saturating_add(other.tokens),
            cost: self.cost.saturating_add(other.cost),
        }
    }

    pub(super) fn of(self, limit: Limit) -> i64 {
        match limit {
            Limit::RequestsPerHour | Limit::AtOnce => self.requests,
            Limit::TokensPerDay => self.tokens,
            Limit::DailyBudget | Limit::MonthlyBudget => self.cost,
        }
    }
}
