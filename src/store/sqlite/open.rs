//! Opens the file: makes it if need be, for its owner only, and brings its schema up to date.

use super::writer::Writer;
use super::{Sqlite, migrations};
use crate::error::StoreError;
use crate::store::{Store, StoreResult};
use sqlx::Connection;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

const READERS: u32 = 4;
/// Another process (a backup, an admin's shell) may hold the lock for a moment.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// SQLite's code for a file that is something else.
const NOT_A_DATABASE: &str = "26";

pub(super) enum Place {
    Memory,
    File(PathBuf),
}

pub(in crate::store) async fn open(url: &str) -> StoreResult<Arc<dyn Store>> {
    let place = parse(url)?;
    let store = match &place {
        Place::Memory => in_memory().await?,
        Place::File(path) => {
            create(path)?;
            on_file(path).await.map_err(|e| explain(path, &e))?
        }
    };
    migrations::run(&store.write).await.map_err(failed)?;
    Ok(Arc::new(store))
}

pub(in crate::store) fn check(url: &str) -> StoreResult<()> {
    parse(url).map(drop)
}

pub(super) fn parse(url: &str) -> StoreResult<Place> {
    let path = match url.strip_prefix("sqlite:") {
        Some(rest) => rest.strip_prefix("//").unwrap_or(rest),
        None if url.contains("://") || url.starts_with("postgres") && url.contains(':') => {
            let scheme = url.split(':').next().unwrap_or_default();
            return Err(failed(format!(
                "this version keeps its data in SQLite only and does not know `{scheme}:`; give a path or `sqlite:` and a path"
            )));
        }
        None => url,
    };
    match path {
        "" => Err(failed("the path of the database is empty".into())),
        ":memory:" => Ok(Place::Memory),
        path => Ok(Place::File(path.into())),
    }
}

/// Makes the file before SQLite does, which would let the group and the world read it. SQLite gives its
/// `-wal` and `-shm` files the same rights.
pub(super) fn create(path: &Path) -> StoreResult<()> {
    let shown = path.display();
    if path.is_dir() {
        return Err(failed(format!("{shown} is a folder, not a database file")));
    }
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        create_folder(folder).map_err(|e| {
            failed(format!(
                "the folder {} cannot be made: {e}",
                folder.display()
            ))
        })?;
    }
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied && !path.exists() => {
            let folder = path.parent().unwrap_or(path).display();
            Err(failed(format!("the folder {folder} is not writable")))
        }
        Err(e) => Err(failed(format!("{shown} cannot be opened for writing: {e}"))),
    }
}

fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// `FULL` because a charge must survive a power cut once it is committed; under `NORMAL` the log of the
/// last moments may not have reached the disk. It costs one flush per committed write.
fn options() -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Full)
}

pub(super) async fn on_file(path: &Path) -> sqlx::Result<Sqlite> {
    on_file_with(path, |pool| pool).await
}

/// The same with connections as the caller wants them.
pub(super) async fn on_file_with(
    path: &Path,
    as_wanted: impl Fn(SqlitePoolOptions) -> SqlitePoolOptions,
) -> sqlx::Result<Sqlite> {
    let options = options()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal);
    let write = as_wanted(pool(1)).connect_with(options.clone()).await?;
    let read = as_wanted(pool(READERS)).connect_with(options.pragma("query_only", "ON"));
    Ok(Sqlite {
        read: read.await?,
        writer: Writer::start(write.clone()),
        write,
    })
}

/// A database in memory is one connection's own, so one connection does everything.
async fn in_memory() -> StoreResult<Sqlite> {
    let only: SqlitePool = pool(1)
        .connect_with(options().in_memory(true))
        .await
        .map_err(|e| failed(e.to_string()))?;
    Ok(Sqlite {
        read: only.clone(),
        writer: Writer::start(only.clone()),
        write: only,
    })
}

/// Connections to a file cost nothing to keep, and the one in memory must never be closed.
fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        // Where SQLite itself gave a transaction up (the disk was full, a read failed), the driver's rollback found
        // none, and takes the connection to be within one ever after. Such a connection is closed.
        .before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
        // A file does not hang up.
        .test_before_acquire(false)
        .min_connections(1)
        .max_connections(size)
        .idle_timeout(None)
        .max_lifetime(None)
}

fn explain(path: &Path, error: &sqlx::Error) -> StoreError {
    let shown = path.display();
    let code = error.as_database_error().and_then(|e| e.code());
    failed(match code.as_deref() {
        Some(NOT_A_DATABASE) => format!("{shown} is not a SQLite database"),
        _ => format!("{shown} cannot be opened: {error}"),
    })
}

pub(super) fn failed(sentence: String) -> StoreError {
    StoreError {
        what: "cannot open the database",
        source: sentence.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn refusal(url: &str) -> String {
        match open(url).await {
            Ok(_) => panic!("{url} was opened"),
            Err(e) => e.to_string(),
        }
    }

    #[tokio::test]
    async fn a_new_file_belongs_to_its_owner_only_and_opens_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data/tollgate.db");
        for url in [
            format!("sqlite:{}", path.display()),
            format!("sqlite://{}", path.display()),
            path.display().to_string(),
        ] {
            let store = open(&url).await.unwrap();
            assert!(!store.any_account().await.unwrap());
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |p: &Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&path), 0o600);
            assert_eq!(mode(path.parent().unwrap()), 0o700);
        }
    }

    #[tokio::test]
    async fn another_database_is_refused_by_name() {
        let text = refusal("postgres://ada:secret@db/tollgate").await;
        assert!(text.contains("does not know `postgres:`"), "{text}");
        assert!(!text.contains("secret"), "{text}");
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("notes.txt");
        fs::write(&path, "not a database, whatever its name says. ".repeat(50)).unwrap();
        let text = refusal(path.to_str().unwrap()).await;
        assert!(
            text.ends_with("notes.txt is not a SQLite database"),
            "{text}"
        );
        let text = refusal(dir.path().to_str().unwrap()).await;
        assert!(text.contains("is a folder"), "{text}");
    }

    #[tokio::test]
    async fn a_schema_of_a_newer_program_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tollgate.db");
        drop(open(path.to_str().unwrap()).await.unwrap());
        let store = on_file(&path).await.unwrap();
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'later', 1, x'00', 0)",
        )
        .execute(&store.write)
        .await
        .unwrap();
        let text = refusal(path.to_str().unwrap()).await;
        assert!(text.contains("newer than this program"), "{text}");
    }
}
