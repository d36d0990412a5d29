//! The schema's history, embedded in the program. Files are never edited once released; a change is a new
//! file with the next number.

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::SqlitePool;

/// Lists one file; the macro keeps number, name and path together.
macro_rules! file {
    ($number:literal, $digits:literal, $name:literal) => {
        (
            $number,
            $name,
            include_str!(concat!(
                "../../../migrations/sqlite/",
                $digits,
                "_",
                $name,
                ".sql"
            )),
        )
    };
}

const FILES: [(i64, &str, &str); 23] = [
    file!(1, "0001", "accounts"),
    file!(2, "0002", "sessions"),
    file!(3, "0003", "chats"),
    file!(4, "0004", "charges"),
    file!(5, "0005", "attempts"),
    file!(6, "0006", "keys"),
    file!(7, "0007", "vectors"),
    file!(8, "0008", "decisions"),
    file!(9, "0009", "saved"),
    file!(10, "0010", "ledger"),
    file!(11, "0011", "alerts"),
    file!(12, "0012", "prices"),
    file!(13, "0013", "key_terms"),
    file!(14, "0014", "settings"),
    file!(16, "0016", "calls"),
    file!(17, "0017", "judged"),
    file!(18, "0018", "audit"),
    file!(19, "0019", "people"),
    file!(20, "0020", "overrides"),
    file!(21, "0021", "house"),
    file!(22, "0022", "tier_models"),
    file!(23, "0023", "moderation_log"),
    file!(24, "0024", "overview"),
];

/// Runs what has not run yet. The error is the sentence to show.
pub(super) async fn run(write: &SqlitePool) -> Result<(), String> {
    let migrations = FILES
        .into_iter()
        .map(|(number, name, sql)| {
            let sql = sql.into_sql_str();
            Migration::new(number, name.into(), MigrationType::Simple, sql, false)
        })
        .collect();
    Migrator::with_migrations(migrations)
        .run(write)
        .await
        .map_err(|error| match error {
            MigrateError::VersionMissing(version) => format!(
                "its schema ({version}) is newer than this program; start the version that last used it, or a later one"
            ),
            MigrateError::VersionMismatch(version) => {
                format!("its schema ({version}) was made by a different build of this program")
            }
            other => format!("its schema cannot be brought up to date: {other}"),
        })
}
