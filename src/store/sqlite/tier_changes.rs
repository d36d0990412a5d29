//! What admins change of tiers and of what accounts may use, each with its row in the audit log, within the
//! transaction that is given.

use super::Tx;
use super::audit::{Change, Signed, json, note};
use super::tiers::tier;
use crate::types::{
    AccountId, AuditWhat, Limits, NanoDollars, NewTier, TierId, Timestamp, TopUpId,
};
use sqlx::{Row, query, query_scalar};

pub(super) async fn create(
    tx: &mut Tx,
    id: TierId,
    tier: &NewTier,
    signed: Signed,
) -> sqlx::Result<bool> {
    let done = query(
        "INSERT INTO tiers (id, version, name, limits, models, changed_at, changed_by)
         VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) DO NOTHING",
    )
    .bind(id.0)
    .bind(&tier.name)
    .bind(json(&tier.limits))
    .bind(tier.models.as_ref().map(json))
    .bind(signed.at.0)
    .bind(signed.by.map(|by| by.0))
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let created = Change {
        what: AuditWhat::TierCreated,
        object: id.0,
        before: None,
        after: Some(json(tier)),
    };
    note(tx, signed, created).await?;
    Ok(true)
}

pub(super) async fn change(
    tx: &mut Tx,
    (id, version): (TierId, i64),
    new: &NewTier,
    signed: Signed,
) -> sqlx::Result<bool> {
    let before = query("SELECT * FROM tiers WHERE id = ?1 AND version = ?2")
        .bind(id.0)
        .bind(version)
        .fetch_optional(&mut **tx)
        .await?;
    let Some(before) = before.as_ref().map(tier).transpose()? else {
        return Ok(false);
    };
    let done = query(
        "UPDATE OR IGNORE tiers SET version = version + 1, name = ?2, limits = ?3,
             models = ?4, changed_at = ?5, changed_by = ?6
         WHERE id = ?1",
    )
    .bind(id.0)
    .bind(&new.name)
    .bind(json(&new.limits))
    .bind(new.models.as_ref().map(json))
    .bind(signed.at.0)
    .bind(signed.by.map(|by| by.0))
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let changed = Change {
        what: AuditWhat::TierChanged,
        object: id.0,
        before: Some(json(&before.said())),
        after: Some(json(new)),
    };
    note(tx, signed, changed).await?;
    Ok(true)
}

pub(super) async fn move_into(
    tx: &mut Tx,
    account: AccountId,
    tier: TierId,
    signed: Signed,
) -> sqlx::Result<bool> {
    let names = query(
        "SELECT before.name AS before, after.name AS after
         FROM accounts JOIN tiers AS after ON after.id = ?2
         LEFT JOIN tiers AS before ON before.id = accounts.tier_id
         WHERE accounts.id = ?1",
    )
    .bind(account.0)
    .bind(tier.0)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(names) = names else { return Ok(false) };
    query("UPDATE accounts SET tier_id = ?2 WHERE id = ?1")
        .bind(account.0)
        .bind(tier.0)
        .execute(&mut **tx)
        .await?;
    let moved = Change {
        what: AuditWhat::AccountTier,
        object: account.0,
        before: names.try_get("before")?,
        after: names.try_get("after")?,
    };
    note(tx, signed, moved).await?;
    Ok(true)
}

pub(super) async fn set_apart(
    tx: &mut Tx,
    account: AccountId,
    limits: &Limits,
    signed: Signed,
) -> sqlx::Result<bool> {
    let before = query_scalar("SELECT own_limits FROM accounts WHERE id = ?1")
        .bind(account.0)
        .fetch_optional(&mut **tx)
        .await?;
    if before.is_none() {
        return Ok(false);
    }
    query("UPDATE accounts SET own_limits = ?2 WHERE id = ?1")
        .bind(account.0)
        .bind(json(limits))
        .execute(&mut **tx)
        .await?;
    let set = Change {
        what: AuditWhat::AccountLimits,
        object: account.0,
        before,
        after: Some(json(limits)),
    };
    note(tx, signed, set).await?;
    Ok(true)
}

pub(super) async fn give(
    tx: &mut Tx,
    id: TopUpId,
    account: AccountId,
    amount: NanoDollars,
    (by, at): (AccountId, Timestamp),
) -> sqlx::Result<bool> {
    let done = query(
        "INSERT INTO top_ups (id, account_id, amount, given_at, given_by)
         VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING",
    )
    .bind(id.0)
    .bind(account.0)
    .bind(amount.0)
    .bind(at.0)
    .bind(by.0)
    .execute(&mut **tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let given = Change {
        what: AuditWhat::TopUp,
        object: account.0,
        before: None,
        after: Some(amount.as_exact()),
    };
    note(tx, Signed { by: Some(by), at }, given).await?;
    Ok(true)
}
