//! Says which process serves a database. A second one would take the first one's running calls for those of a
//! dead process, and settle them.

use super::open::{Place, create, failed, parse};
use crate::store::StoreResult;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Held as long as it lives. The system takes it back from a process that dies.
#[derive(Debug)]
#[must_use = "it is given back when it is dropped"]
pub struct ServeLock {
    _file: Option<File>,
}

pub(in crate::store) fn lock(url: &str) -> StoreResult<ServeLock> {
    let Place::File(path) = parse(url)? else {
        return Ok(ServeLock { _file: None });
    };
    create(&path)?;
    let beside = beside(&path);
    let broken =
        |error: std::io::Error| failed(format!("{} cannot be locked: {error}", beside.display()));
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&beside).map_err(broken)?;
    match file.try_lock() {
        Ok(()) => {
            note(&mut file).map_err(broken)?;
            Ok(ServeLock { _file: Some(file) })
        }
        Err(TryLockError::WouldBlock) => {
            let holder = holder(&mut file);
            Err(failed(format!(
                "{} is served by {holder} already; end that first",
                path.display()
            )))
        }
        Err(TryLockError::Error(error)) => Err(broken(error)),
    }
}

/// One name for one file, whatever the way that leads to it.
fn beside(path: &Path) -> PathBuf {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let mut name = path.into_os_string();
    name.push(".lock");
    name.into()
}

fn note(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    writeln!(file, "{}", std::process::id())
}

fn holder(file: &mut File) -> String {
    let mut said = String::new();
    let read = file.read_to_string(&mut said);
    match (read, said.trim().parse::<u32>()) {
        (Ok(_), Ok(process)) => format!("process {process}"),
        // Between taking the lock and writing its name down.
        _ => "another process".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_at_a_time_serves_a_database_whatever_the_way_to_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("tollgate.db");
        let first = lock(&format!("sqlite:{}", path.display())).unwrap();
        let detour = dir
            .path()
            .join("../")
            .join(dir.path())
            .join("./tollgate.db");
        let refused = lock(&detour.display().to_string()).unwrap_err().to_string();
        let process = std::process::id();
        assert!(
            refused.contains(&format!("is served by process {process} already")),
            "{refused}"
        );
        drop(first);
        drop(lock(&path.display().to_string()).unwrap());
        // Those in memory are each their own.
        let _both = (lock(":memory:").unwrap(), lock(":memory:").unwrap());
    }
}
