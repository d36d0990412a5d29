//! What people set for themselves, in SQLite.

use super::Sqlite;
use super::rows::{Step, word};
use crate::store::{Profiles, StoreResult};
use crate::types::{AccountId, NanoDollars, Profile, Theme};
use async_trait::async_trait;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, query};

#[async_trait]
impl Profiles for Sqlite {
    async fn profile(&self, account: AccountId) -> StoreResult<Option<Profile>> {
        query("SELECT name, time_zone, theme, daily_cap FROM accounts WHERE id = ?1")
            .bind(account.0)
            .fetch_optional(&self.read)
            .await
            .and_then(|row| row.as_ref().map(profile).transpose())
            .step("read a profile")
    }

    async fn set_profile(&self, account: AccountId, name: &str, theme: Theme) -> StoreResult<bool> {
        query("UPDATE accounts SET name = ?2, theme = ?3 WHERE id = ?1 AND deleted_at IS NULL")
            .bind(account.0)
            .bind(name)
            .bind(theme.as_str())
            .execute(&self.write)
            .await
            .map(|done| done.rows_affected() == 1)
            .step("set a profile")
    }
}

fn profile(row: &SqliteRow) -> sqlx::Result<Profile> {
    let cap: Option<i64> = row.try_get("daily_cap")?;
    Ok(Profile {
        name: row.try_get("name")?,
        time_zone: row.try_get("time_zone")?,
        theme: word(row, "theme", Theme::from_word)?,
        daily_cap: cap.map(NanoDollars),
    })
}
