//! Whom new limits of a tier would concern: all of its accounts are added up together, since one by one takes
//! seconds where there are thousands.

use super::Sqlite;
use super::admission::{calendar, limits};
use super::rows::{all, word};
use super::sums::{Span, Sums, sums};
use crate::ledger::{Scope, Terms, Window, Windows};
use crate::types::{Affected, Limit, Limits, NanoDollars, Status, TierId, Timestamp};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row, query};
use std::collections::HashMap;
use uuid::Uuid;

/// How many are named.
const NAMED: usize = 5;
/// Longer than any month, in seconds: no older top-up is in one that is under way.
const MONTHS: i64 = 70 * 86_400;

/// Who is in the tier, and what they may use whatever the tier says.
struct Member {
    id: Uuid,
    name: String,
    terms: Terms,
    windows: Windows,
}

/// What members used, by their place in the list and the limit that it counts against.
type Used = HashMap<(usize, Limit), Sums>;

/// Parts of windows to be summed up: who, against which limit, from when until when.
type Parts = Vec<(String, usize, Limit, i64, i64)>;

pub(super) async fn affected(
    store: &Sqlite,
    tier: TierId,
    new: &Limits,
    now: Timestamp,
) -> sqlx::Result<Affected> {
    let mut tx = store.read.begin().await?;
    let members = members(&mut tx, tier, new, now).await?;
    let old = limits_of(&mut tx, tier).await?;
    let changed = new.each().filter(|one| !old.each().any(|old| old == *one));
    let changed: Vec<_> = changed.map(|(limit, _)| limit).collect();
    let used = used(&mut tx, &members, &changed).await?;
    let given = given(&mut tx, tier, now).await?;
    let is_stopped = |(place, member): &(usize, &Member)| {
        if member.terms.status == Status::Suspended {
            return false;
        }
        let given = given.get(&member.id).map_or(&[][..], Vec::as_slice);
        let own: Vec<_> = member.terms.own.each().map(|(limit, _)| limit).collect();
        // Where the account has a limit of its own, that of the tier says nothing.
        let concerns = |limit: &Limit| changed.contains(limit) && !own.contains(limit);
        let may = may_use(member, given);
        let mut limits = may.each().filter(|(limit, _)| concerns(limit));
        limits.any(|(limit, most)| {
            let settled = used.get(&(*place, limit)).map_or(0, |sums| sums.of(limit));
            settled >= most
        })
    };
    let stopped: Vec<_> = members.iter().enumerate().filter(is_stopped).collect();
    let named = |member: &Member| member.name.clone();
    Ok(Affected {
        people: members.len() as u64,
        names: members.iter().take(NAMED).map(named).collect(),
        stopped: stopped.len() as u64,
        stopped_names: stopped
            .iter()
            .take(NAMED)
            .map(|(_, member)| named(member))
            .collect(),
    })
}

async fn limits_of(tx: &mut SqliteConnection, tier: TierId) -> sqlx::Result<Limits> {
    let row = query("SELECT limits FROM tiers WHERE id = ?1")
        .bind(tier.0)
        .fetch_optional(tx)
        .await?;
    let found = row.map(|row| limits(&row, "limits")).transpose()?;
    Ok(found.flatten().unwrap_or_default())
}

async fn members(
    tx: &mut SqliteConnection,
    tier: TierId,
    new: &Limits,
    now: Timestamp,
) -> sqlx::Result<Vec<Member>> {
    let rows = query("SELECT * FROM accounts WHERE tier_id = ?1 ORDER BY name, id")
        .bind(tier.0)
        .fetch_all(tx)
        .await?;
    all(&rows, |row| member(row, new, now))
}

fn member(row: &SqliteRow, new: &Limits, now: Timestamp) -> sqlx::Result<Member> {
    let cap: Option<i64> = row.try_get("daily_cap")?;
    let calendar = calendar(row)?;
    let windows = calendar.windows(now);
    Ok(Member {
        id: row.try_get("id")?,
        name: row.try_get("name")?,
        terms: Terms {
            status: word(row, "status", Status::from_word)?,
            key_is_good: true,
            tier: *new,
            tier_name: String::new(),
            models: None,
            own: limits(row, "own_limits")?.unwrap_or_default(),
            daily_cap: cap.map(NanoDollars),
            key: None,
            calendar,
        },
        windows,
    })
}

/// All that a member may use, with what was given on top.
fn may_use(member: &Member, given: &[(Timestamp, NanoDollars)]) -> Limits {
    let within = |window: Window| {
        let given = given.iter().filter(|(at, _)| window.holds(*at));
        given.map(|(_, amount)| *amount).sum()
    };
    let (today, this_month) = (within(member.windows.day), within(member.windows.month));
    let limits = member.terms.limits(today, this_month);
    let of_account = limits
        .into_iter()
        .find(|(scope, _)| *scope == Scope::Account);
    of_account.map(|(_, limits)| limits).unwrap_or_default()
}

async fn used(
    tx: &mut SqliteConnection,
    members: &[Member],
    limits: &[Limit],
) -> sqlx::Result<Used> {
    let (mut quarters, mut days) = (Parts::new(), Parts::new());
    for (place, member) in members.iter().enumerate() {
        for (limit, window) in limits
            .iter()
            .filter_map(|limit| Some((limit, member.window(*limit)?)))
        {
            let (whole, rest) = window.in_days();
            let part =
                |(from, until): Span| (member.id.simple().to_string(), place, *limit, from, until);
            days.extend(whole.map(part));
            quarters.extend(rest.into_iter().flatten().map(part));
        }
    }
    let mut used = Used::new();
    add(tx, QUARTERS, &quarters, &mut used).await?;
    add(tx, DAYS, &days, &mut used).await?;
    Ok(used)
}

impl Member {
    /// In which this limit is counted. `None` where none is, or where the account's own counts instead.
    fn window(&self, limit: Limit) -> Option<Window> {
        if self.terms.own.each().any(|(own, _)| own == limit) {
            return None;
        }
        self.windows.of(limit)
    }
}

const QUARTERS: &str = "SELECT part.value ->> 1, part.value ->> 2, coalesce(sum(requests), 0),
         coalesce(sum(tokens), 0), coalesce(sum(cost), 0)
     FROM json_each(?1) AS part CROSS JOIN spent_quarters AS spent
         ON spent.account_id = unhex(part.value ->> 0)
         AND spent.start >= part.value ->> 3 AND spent.start < part.value ->> 4
     GROUP BY 1, 2";
const DAYS: &str = "SELECT part.value ->> 1, part.value ->> 2, coalesce(sum(requests), 0),
         coalesce(sum(tokens), 0), coalesce(sum(cost), 0)
     FROM json_each(?1) AS part CROSS JOIN spent_days AS spent
         ON spent.account_id = unhex(part.value ->> 0)
         AND spent.start >= part.value ->> 3 AND spent.start < part.value ->> 4
     GROUP BY 1, 2";

async fn add(
    tx: &mut SqliteConnection,
    rows: &'static str,
    parts: &Parts,
    used: &mut Used,
) -> sqlx::Result<()> {
    if parts.is_empty() {
        return Ok(());
    }
    let rows = query(rows)
        .bind(super::audit::json(parts))
        .fetch_all(tx)
        .await?;
    for row in &rows {
        let place: i64 = row.try_get(0)?;
        let limit: String = row.try_get(1)?;
        if let (Ok(place), Some(limit)) = (usize::try_from(place), Limit::from_word(&limit)) {
            let before = used.entry((place, limit)).or_default();
            *before = before.plus(sums(row, 2)?);
        }
    }
    Ok(())
}

/// What admins gave on top lately.
async fn given(
    tx: &mut SqliteConnection,
    tier: TierId,
    now: Timestamp,
) -> sqlx::Result<HashMap<Uuid, Vec<(Timestamp, NanoDollars)>>> {
    let rows = query(
        "SELECT account_id, given_at, amount FROM accounts
         JOIN top_ups ON account_id = accounts.id AND given_at >= ?2
         WHERE tier_id = ?1",
    )
    .bind(tier.0)
    .bind(now.plus_seconds(-MONTHS).0)
    .fetch_all(tx)
    .await?;
    let mut given = HashMap::<_, Vec<_>>::new();
    for row in &rows {
        let top_up = (Timestamp(row.try_get(1)?), NanoDollars(row.try_get(2)?));
        given.entry(row.try_get(0)?).or_default().push(top_up);
    }
    Ok(given)
}

#[cfg(test)]
mod tests {
    use super::super::open::{on_file, open};
    use crate::store::Tiers as _;
    use crate::store::contract::given::NOW;
    use crate::types::{Limits, NanoDollars, TierId};
    use sqlx::raw_sql;
    use std::time::Instant;

    /// Ten thousand people who were there on each of the last thirty days.
    const MANY: &str = "
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10000)
        INSERT INTO accounts (id, email, name, role, password_hash, created_at, tier_id)
        SELECT unhex(printf('%032x', n)), n || '@example.org', 'person ' || n, 'person', '', 0,
            x'01890000000070008000000000000001' FROM n;
        WITH RECURSIVE n (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM n WHERE n < 30)
        INSERT INTO spent_days
        SELECT id, (1800000000000000 / 86400000000 - n) * 86400000000, x'', 1, 100, 100
        FROM accounts, n;
        INSERT INTO spent_quarters SELECT id, 1800000000000000, x'', 1, 100, 100 FROM accounts;
        UPDATE accounts SET time_zone = 'Asia/Tokyo' WHERE rowid % 2;";

    /// `cargo test -p tollgate --features server --lib affected -- --ignored --nocapture`
    #[tokio::test]
    #[ignore = "a measurement"]
    async fn speed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tollgate.db");
        open(path.to_str().unwrap()).await.unwrap();
        let store = on_file(&path).await.unwrap();
        raw_sql(MANY).execute(&store.write).await.unwrap();
        let limits = Limits {
            requests_per_hour: Some(1),
            tokens_per_day: Some(7),
            daily_budget: Some(NanoDollars(100)),
            monthly_budget: Some(NanoDollars(1_000)),
            ..Limits::default()
        };
        let begun = Instant::now();
        let affected = store.affected(TierId::FREE, &limits, NOW).await.unwrap();
        println!(
            "{} of {} in {:?}",
            affected.stopped,
            affected.people,
            begun.elapsed()
        );
        let begun = Instant::now();
        store.tiers_in_use().await.unwrap();
        println!("counted in {:?}", begun.elapsed());
    }
}
