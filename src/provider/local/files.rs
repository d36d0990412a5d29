//! The model's files: where they are, whether they are whole, and the copy in Q8_0.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

pub(super) const NAME: &str = "SmolLM2-135M-Instruct.Q4_1.gguf";
const SIZE: u64 = 98_362_432;
const SHA256: &str = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53";

/// The name changes with the source and with how the copy is made.
const COPY_NAME: &str = "SmolLM2-135M-Instruct.Q8_0.b179c952-1.gguf";

#[derive(Clone, Debug)]
pub(super) struct ModelFiles {
    pub(super) source: PathBuf,
    /// The same model in Q8_0.
    pub(super) copy: PathBuf,
}

impl ModelFiles {
    pub(super) fn new(models_dir: PathBuf, cache_dir: PathBuf) -> Self {
        Self {
            source: models_dir.join(NAME),
            copy: cache_dir.join(COPY_NAME),
        }
    }

    /// Looks at name and size only.
    pub(super) fn available(&self) -> Result<(), String> {
        let folder = self.source.parent().unwrap_or(Path::new(".")).display();
        match std::fs::metadata(&self.source) {
            Ok(file) if !file.is_file() => Err(format!(
                "{} is not a file. Remove it and run `make setup`.",
                self.source.display()
            )),
            Ok(file) if file.len() == SIZE => Ok(()),
            Ok(file) => Err(self.damaged(&format!("has {} bytes instead of {SIZE}", file.len()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!(
                "{NAME} is not in {folder}. Run `make setup`, or put the file there."
            )),
            Err(error) => Err(format!(
                "{} cannot be read ({error}).",
                self.source.display()
            )),
        }
    }

    /// Reads the whole file and compares its checksum with the published one.
    pub(super) fn verify_source(&self) -> Result<(), String> {
        self.available()?;
        let found = sha256(&self.source)
            .map_err(|error| format!("{} cannot be read ({error}).", self.source.display()))?;
        if found == SHA256 {
            Ok(())
        } else {
            Err(self.damaged("has another checksum than the published file"))
        }
    }

    fn damaged(&self, how: &str) -> String {
        format!(
            "{} is damaged: it {how}. Delete it and run `make setup`.",
            self.source.display()
        )
    }

    /// Whether the copy is there and is what was written when it was made.
    pub(super) fn copy_is_whole(&self) -> bool {
        let Ok(written) = std::fs::read_to_string(self.checksum_file()) else {
            return false;
        };
        sha256(&self.copy).is_ok_and(|found| written == checksum_line(&found))
    }

    /// Makes the copy: first under another name, then synced, renamed and only then vouched for, so that
    /// a crash or a second process never leaves a half file in use.
    pub(super) fn write_copy(
        &self,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<()> {
        let folder = self.copy.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let draft = self
            .copy
            .with_extension(format!("{}.tmp", std::process::id()));
        let done = self.write_draft(&draft, fill);
        if done.is_err() {
            // Best effort: what matters is the error that led here.
            let _ = std::fs::remove_file(&draft);
        }
        done
    }

    fn write_draft(
        &self,
        draft: &Path,
        fill: impl FnOnce(&mut File) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut file = File::create(draft)?;
        fill(&mut file)?;
        file.sync_all()?;
        drop(file);
        let checksum = checksum_line(&sha256(draft)?);
        std::fs::rename(draft, &self.copy)?;
        std::fs::write(self.checksum_file(), checksum)
    }

    fn checksum_file(&self) -> PathBuf {
        self.copy.with_extension("gguf.sha256")
    }
}

/// As `sha256sum --check` reads it.
fn checksum_line(checksum: &str) -> String {
    format!("{checksum}  {COPY_NAME}\n")
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(&buffer[..count]);
    }
    Ok(hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn files() -> (tempfile::TempDir, ModelFiles) {
        let folder = tempfile::tempdir().unwrap();
        let files = ModelFiles::new(folder.path().join("models"), folder.path().join("cache"));
        std::fs::create_dir(folder.path().join("models")).unwrap();
        (folder, files)
    }

    #[test]
    fn a_missing_model_says_where_it_belongs() {
        let (_folder, files) = files();
        let said = files.available().unwrap_err();
        assert!(said.contains(NAME) && said.contains("make setup"), "{said}");
    }

    #[test]
    fn a_cut_model_is_called_damaged() {
        let (_folder, files) = files();
        std::fs::write(&files.source, b"GGUF").unwrap();
        let said = files.available().unwrap_err();
        assert!(said.contains("4 bytes instead of 98362432"), "{said}");
    }

    #[test]
    fn a_model_with_flipped_bytes_is_called_damaged_when_it_is_read() {
        let (_folder, files) = files();
        File::create(&files.source).unwrap().set_len(SIZE).unwrap();
        assert_eq!(files.available(), Ok(()));
        assert!(files.verify_source().unwrap_err().contains("checksum"));
    }

    #[test]
    fn a_copy_counts_only_when_it_is_whole() {
        let (_folder, files) = files();
        assert!(!files.copy_is_whole());
        files.write_copy(|file| file.write_all(b"whole")).unwrap();
        assert!(files.copy_is_whole());
        std::fs::write(&files.copy, b"who").unwrap();
        assert!(!files.copy_is_whole());
    }

    #[test]
    fn a_copy_that_fails_leaves_nothing_behind() {
        let (_folder, files) = files();
        let failed = files.write_copy(|_| Err(io::Error::other("disk full")));
        assert!(failed.is_err());
        let left = std::fs::read_dir(files.copy.parent().unwrap())
            .unwrap()
            .count();
        assert_eq!(left, 0);
    }
}
