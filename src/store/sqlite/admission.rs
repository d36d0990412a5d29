//! Whether there is room for a call, read within the transaction that writes its hold.

use super::rows::{time, unreadable, word};
use super::sums::{Asked, EVER, Place};
use super::tiers::models;
use super::{Tx, budgets, charges};
use crate::ledger::{self, Calendar, Room, Scope, Terms, Window, Zone};
use crate::store::{Admission, Ask, Charge};
use crate::types::{AccountId, KeyId, Limits, LlmName, NanoDollars, Status, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};

/// Whose use is summed up: all of an account, or what one of its keys was used for.
#[derive(Clone, Copy)]
pub(super) struct User {
    pub(super) account: AccountId,
    pub(super) key: Option<KeyId>,
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
    let mut asked = Asked::of(user.account, now);
    let today = asked.topped_up(windows.day);
    let this_month = asked.topped_up(windows.month);
    let mut places = Vec::new();
    for (scope, limits) in terms.limits(NanoDollars::ZERO, NanoDollars::ZERO) {
        let key = user.key.filter(|_| scope == Scope::Key);
        for (limit, _) in limits.each() {
            let window = windows.of(limit);
            let settled = window.map(|window| asked.settled(key, window));
            let held = asked.held(key, window.unwrap_or(EVER));
            places.push((settled, held));
        }
    }
    let sums = asked.read(tx).await?;
    let on_top = |window| NanoDollars(sums.of(window).cost);
    let limits = terms.limits(on_top(today), on_top(this_month));
    let each = limits.iter().flat_map(|(scope, limits)| {
        let of_key = *scope == Scope::Key;
        limits
            .each()
            .map(move |(limit, most)| (limit, most, of_key))
    });
    // What was given on top makes limits larger, not more of them.
    let rooms = each.zip(places).map(|((limit, most, of_key), place)| {
        let (settled, held): (Option<Place>, Place) = place;
        let window = windows.of(limit);
        Room {
            limit,
            of_key,
            most,
            settled: settled.map_or(0, |settled| sums.of(settled).of(limit)),
            held: sums.of(held).of(limit),
            begun_at: window.map(|window| window.start),
            turns_at: window.map(|window| window.end),
        }
    });
    Ok(rooms.collect())
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
