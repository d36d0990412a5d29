//! What was used and what is held, in many windows: added up by one statement, since each costs a way to SQLite's
//! thread and back.

use super::Tx;
use crate::ledger::Window;
use crate::types::{AccountId, KeyId, Limit, Timestamp};
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row, query};

const DAY: i64 = Timestamp::DAY;

/// For limits that have no window.
pub(super) const EVER: Window = Window {
    start: Timestamp(i64::MIN),
    end: Timestamp(i64::MAX),
};

#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    requests: i64,
    tokens: i64,
    pub(super) cost: i64,
}

/// Sums that are asked for, of one account.
pub(super) struct Asked {
    account: AccountId,
    now: Timestamp,
    sums: Vec<Sum>,
}

/// Where a sum stands among those that were asked for.
#[derive(Clone, Copy)]
pub(super) struct Place(usize);

/// What was found, by the places of what was asked for.
pub(super) struct Found(Vec<Sums>);

#[derive(Clone, Copy, PartialEq, Eq)]
struct Sum {
    what: What,
    /// What this key was used for, else what the account used in all.
    key: Option<KeyId>,
    window: Window,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Settled,
    Held,
    ToppedUp,
}

/// Rows of a sum that one lookup finds: of which table, from when until when.
struct Lookup {
    place: usize,
    rows: &'static str,
    key: Option<KeyId>,
    span: Span,
}

/// From when until when.
pub(super) type Span = (i64, i64);

const QUARTERS: &str = "sum(requests), sum(tokens), sum(cost)
     FROM spent_quarters WHERE account_id = ? AND start >= ? AND start < ?";
const DAYS: &str = "sum(requests), sum(tokens), sum(cost)
     FROM spent_days WHERE account_id = ? AND start >= ? AND start < ?";
/// Those that have not expired.
const CALLS: &str = "sum(requests), sum(held_prompt + held_output), sum(held)
     FROM calls WHERE account_id = ? AND started_at >= ? AND started_at < ? AND expires_at > ?";
const TOP_UPS: &str = "0, 0, sum(amount)
     FROM top_ups WHERE account_id = ? AND given_at >= ? AND given_at < ?";

impl Asked {
    pub(super) fn of(account: AccountId, now: Timestamp) -> Self {
        Self {
            account,
            now,
            sums: Vec::new(),
        }
    }

    /// What calls have used that began in the window.
    pub(super) fn settled(&mut self, key: Option<KeyId>, window: Window) -> Place {
        self.add(What::Settled, key, window)
    }

    /// What calls hold that began in the window.
    pub(super) fn held(&mut self, key: Option<KeyId>, window: Window) -> Place {
        self.add(What::Held, key, window)
    }

    /// What an admin gave on top of a budget, as the cost of the sum.
    pub(super) fn topped_up(&mut self, window: Window) -> Place {
        self.add(What::ToppedUp, None, window)
    }

    fn add(&mut self, what: What, key: Option<KeyId>, window: Window) -> Place {
        let sum = Sum { what, key, window };
        let known = self.sums.iter().position(|known| *known == sum);
        Place(known.unwrap_or_else(|| {
            self.sums.push(sum);
            self.sums.len() - 1
        }))
    }

    pub(super) async fn read(self, tx: &mut Tx) -> sqlx::Result<Found> {
        let mut found = Found(vec![Sums::default(); self.sums.len()]);
        let lookups = self.lookups();
        if lookups.is_empty() {
            return Ok(found);
        }
        let selects: Vec<_> = lookups.iter().map(Lookup::select).collect();
        let mut sql = query(AssertSqlSafe(selects.join(" UNION ALL ")));
        for lookup in &lookups {
            sql = sql
                .bind(self.account.0)
                .bind(lookup.span.0)
                .bind(lookup.span.1);
            if lookup.rows == CALLS {
                sql = sql.bind(self.now.0);
            }
            if let Some(key) = lookup.key {
                sql = sql.bind(key.0);
            }
        }
        for row in sql.fetch_all(&mut **tx).await? {
            let place: i64 = row.try_get(0)?;
            let place = usize::try_from(place).ok();
            if let Some(sum) = place.and_then(|place| found.0.get_mut(place)) {
                *sum = sum.plus(sums(&row, 1)?);
            }
        }
        Ok(found)
    }

    fn lookups(&self) -> Vec<Lookup> {
        let of_sum = |(place, sum): (usize, &Sum)| {
            let key = sum.key;
            sum.rows().map(move |(rows, span)| Lookup {
                place,
                rows,
                key,
                span,
            })
        };
        self.sums.iter().enumerate().flat_map(of_sum).collect()
    }
}

impl Sum {
    /// Whole days as far as they go, and the quarters of an hour before and after.
    fn rows(&self) -> impl Iterator<Item = (&'static str, Span)> + use<> {
        let all = (self.window.start.0, self.window.end.0);
        let parts = match self.what {
            What::Held => [Some((CALLS, all)), None, None],
            What::ToppedUp => [Some((TOP_UPS, all)), None, None],
            What::Settled => {
                let (whole, [before, after]) = self.window.in_days();
                let quarters = |span: Option<Span>| Some((QUARTERS, span?));
                [
                    quarters(before),
                    whole.map(|span| (DAYS, span)),
                    quarters(after),
                ]
            }
        };
        parts.into_iter().flatten()
    }
}

impl Lookup {
    fn select(&self) -> String {
        let Self {
            place, rows, key, ..
        } = self;
        let of_key = key.map_or("", |_| " AND key_id = ?");
        format!("SELECT {place}, {rows}{of_key}")
    }
}

impl Found {
    pub(super) fn of(&self, place: Place) -> Sums {
        self.0.get(place.0).copied().unwrap_or_default()
    }
}

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

/// Three columns from this one on. A sum of no rows is nothing.
pub(super) fn sums(row: &SqliteRow, first: usize) -> sqlx::Result<Sums> {
    let column = |place: usize| {
        row.try_get::<Option<i64>, _>(first + place)
            .map(Option::unwrap_or_default)
    };
    Ok(Sums {
        requests: column(0)?,
        tokens: column(1)?,
        cost: column(2)?,
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
