//! Decisions about texts in SQLite.

use super::rows::{Step, all, email, json, time, unreadable, word};
use super::writer::Wrote;
use super::{Sqlite, Tx};
use crate::store::{
    Decided, Decision, DecisionFilter, DecisionPage, DecisionPlace, DecisionTurn, Decisions,
    LoggedDecision, StoreResult,
};
use crate::types::{AccountId, CallId, Category, DecisionId, Purpose, Timestamp, Verdict};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, query};
use std::collections::BTreeMap;

const ROWS: &str = "SELECT decisions.*, accounts.name, accounts.email,
         (SELECT json_group_array(category) FROM decision_categories
          WHERE decision_id = decisions.id) AS categories ";

#[async_trait]
impl Decisions for Sqlite {
    async fn record_decisions(&self, decisions: &[Decision]) -> StoreResult<()> {
        let decisions = decisions.to_vec();
        self.write("record decisions", |tx| {
            Box::pin(async move {
                for decision in &decisions {
                    insert(tx, decision).await?;
                }
                count(tx, &decisions).await?;
                Ok(Wrote::Keep(()))
            })
        })
        .await
    }

    async fn decisions_of(&self, account: AccountId) -> StoreResult<Vec<Decision>> {
        let mut rows = QueryBuilder::new(ROWS);
        rows.push("FROM decisions JOIN accounts ON accounts.id = account_id WHERE account_id = ");
        rows.push_bind(account.0);
        rows.push(" ORDER BY decided_at, decisions.id");
        rows.build()
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, decision))
            .step("list decisions")
    }

    async fn decisions(
        &self,
        filter: &DecisionFilter,
        turn: DecisionTurn,
        most: usize,
    ) -> StoreResult<DecisionPage> {
        // One more than is wanted tells that there is more.
        let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
        let mut decisions = page(filter, turn, limit)
            .build()
            .fetch_all(&self.read)
            .await
            .and_then(|rows| all(&rows, logged))
            .step("read the log of moderation")?;
        let more = decisions.len() > most;
        decisions.truncate(most);
        let (newer, older) = match turn {
            DecisionTurn::Newest => (false, more),
            DecisionTurn::Before(_) => (true, more),
            DecisionTurn::After(_) => (more, true),
        };
        if let DecisionTurn::After(_) = turn {
            decisions.reverse();
        }
        Ok(DecisionPage {
            decisions,
            newer,
            older,
        })
    }

    async fn decided_since(&self, since: Timestamp) -> StoreResult<Decided> {
        let what = "count decisions";
        let rows = query(
            "SELECT verdict, category, sum(number) AS number FROM decided_days
             WHERE day >= ?1 GROUP BY verdict, category ORDER BY verdict, category",
        )
        .bind(since.0.div_euclid(Timestamp::DAY))
        .fetch_all(&self.read)
        .await
        .step(what)?;
        let mut decided = Decided::default();
        for row in &rows {
            add(&mut decided, row).step(what)?;
        }
        Ok(decided)
    }
}

fn add(decided: &mut Decided, row: &SqliteRow) -> sqlx::Result<()> {
    let verdict = word(row, "verdict", Verdict::from_word)?;
    let category: String = row.try_get("category")?;
    let number: i64 = row.try_get("number")?;
    let number = u64::try_from(number).unwrap_or(0);
    match category.as_str() {
        "" => decided.by_verdict.push((verdict, number)),
        _ => decided
            .by_category
            .push((Category::from(category), verdict, number)),
    }
    Ok(())
}

async fn insert(tx: &mut Tx, decision: &Decision) -> sqlx::Result<()> {
    query(
        "INSERT INTO decisions (
             id, call_id, account_id, purpose, engine, text_hash, text, verdict, scores, decided_at
         ) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )
    .bind(decision.id.0)
    .bind(decision.call.0)
    .bind(decision.account.0)
    .bind(decision.purpose.as_str())
    .bind(&decision.engine)
    .bind(decision.text_hash.as_slice())
    .bind(&decision.text)
    .bind(decision.verdict.as_str())
    .bind(serde_json::json!(decision.scores).to_string())
    .bind(decision.decided_at.0)
    .execute(&mut **tx)
    .await?;
    for category in &decision.categories {
        query("INSERT INTO decision_categories VALUES (?1, ?2, ?3, ?4, ?5)")
            .bind(category.name())
            .bind(decision.verdict.as_str())
            .bind(decision.decided_at.0)
            .bind(decision.id.0)
            .bind(decision.account.0)
            .execute(&mut **tx)
            .await?;
    }
    Ok(())
}

/// Each sum of a day is written once, however many decisions came together.
async fn count(tx: &mut Tx, decisions: &[Decision]) -> sqlx::Result<()> {
    let mut sums: BTreeMap<(i64, &str, &str), i64> = BTreeMap::new();
    for decision in decisions {
        let day = decision.decided_at.0.div_euclid(Timestamp::DAY);
        let categories = decision.categories.iter().map(Category::name);
        for category in categories.chain([""]) {
            let sum = sums.entry((day, decision.verdict.as_str(), category));
            *sum.or_default() += 1;
        }
    }
    for ((day, verdict, category), number) in sums {
        query(
            "INSERT INTO decided_days VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET number = number + excluded.number",
        )
        .bind(day)
        .bind(verdict)
        .bind(category)
        .bind(number)
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

/// The newest of the newest of each verdict, because each has its own index in the order of time.
fn page(filter: &DecisionFilter, turn: DecisionTurn, limit: i64) -> QueryBuilder<sqlx::Sqlite> {
    let order = match turn {
        DecisionTurn::After(_) => "",
        DecisionTurn::Newest | DecisionTurn::Before(_) => " DESC",
    };
    let mut rows = QueryBuilder::new(ROWS);
    rows.push("FROM (SELECT id, at FROM (");
    let all = Verdict::ALL.into_iter();
    let wanted = all.filter(|verdict| filter.verdict.is_none_or(|wanted| wanted == *verdict));
    for (number, verdict) in wanted.enumerate() {
        rows.push(if number > 0 { " UNION ALL " } else { "" });
        of_verdict(&mut rows, filter, verdict, turn, order);
        rows.push(" LIMIT ").push_bind(limit).push(")");
    }
    rows.push(format!(") ORDER BY at{order}, id{order} LIMIT "));
    rows.push_bind(limit);
    rows.push(
        ") AS page CROSS JOIN decisions ON decisions.id = page.id
         CROSS JOIN accounts ON accounts.id = decisions.account_id",
    );
    rows.push(format!(" ORDER BY decided_at{order}, decisions.id{order}"));
    rows
}

fn of_verdict(
    rows: &mut QueryBuilder<sqlx::Sqlite>,
    filter: &DecisionFilter,
    verdict: Verdict,
    turn: DecisionTurn,
    order: &str,
) {
    let id = match &filter.category {
        Some(category) => {
            rows.push("SELECT * FROM (SELECT decision_id AS id, decided_at AS at FROM decision_categories WHERE category = ");
            rows.push_bind(category.name().to_owned()).push(" AND ");
            "decision_id"
        }
        None => {
            rows.push("SELECT * FROM (SELECT id, decided_at AS at FROM decisions WHERE ");
            "id"
        }
    };
    rows.push("verdict = ").push_bind(verdict.as_str());
    if let Some(account) = filter.account {
        rows.push(" AND account_id = ").push_bind(account.0);
    }
    if let Some(since) = filter.since {
        rows.push(" AND decided_at >= ").push_bind(since.0);
    }
    match turn {
        DecisionTurn::Newest => {}
        DecisionTurn::Before(place) => beyond(rows, id, "<", place),
        DecisionTurn::After(place) => beyond(rows, id, ">", place),
    }
    rows.push(format!(" ORDER BY decided_at{order}, {id}{order}"));
}

fn beyond(rows: &mut QueryBuilder<sqlx::Sqlite>, id: &str, sign: &str, place: DecisionPlace) {
    rows.push(format!(" AND (decided_at, {id}) {sign} ("));
    rows.push_bind(place.at.0).push(", ");
    rows.push_bind(place.id.0).push(")");
}

fn logged(row: &SqliteRow) -> sqlx::Result<LoggedDecision> {
    Ok(LoggedDecision {
        decision: decision(row)?,
        name: row.try_get("name")?,
        email: email(row)?,
    })
}

fn decision(row: &SqliteRow) -> sqlx::Result<Decision> {
    let hash: Vec<u8> = row.try_get("text_hash")?;
    let hash = hash
        .try_into()
        .map_err(|_| unreadable("text_hash", "not 32 bytes".into()));
    let mut categories: Vec<Category> = json(row, "categories")?;
    categories.sort();
    Ok(Decision {
        id: DecisionId(row.try_get("id")?),
        call: CallId(row.try_get("call_id")?),
        account: AccountId(row.try_get("account_id")?),
        purpose: word(row, "purpose", Purpose::from_word)?,
        engine: row.try_get("engine")?,
        text_hash: hash?,
        text: row.try_get("text")?,
        verdict: word(row, "verdict", Verdict::from_word)?,
        categories,
        scores: json(row, "scores")?,
        decided_at: time(row, "decided_at")?,
    })
}
