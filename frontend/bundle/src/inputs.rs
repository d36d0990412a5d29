//! Tells whether anything that the site is made from has changed, so that a second run costs nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A component's styles stand with the component, hence `app/src`; `frontend/bundle` is this program and
/// the versions of its tools; the lock file has the version of wasm-bindgen.
const SOURCES: [&str; 5] = [
    "style",
    "app/src",
    "public",
    "frontend/bundle",
    "Cargo.lock",
];

pub(crate) fn fingerprint(wasm: &Path, quick: bool) -> Result<String> {
    let mut files = vec![wasm.to_owned()];
    for source in SOURCES {
        files.extend(files_in(Path::new(source))?);
    }
    let mut hash = Sha256::new();
    hash.update([u8::from(quick)]);
    for file in files.iter().filter(|file| matters(file)) {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        hash.update(file.as_os_str().as_encoded_bytes());
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    Ok(hex(&hash.finalize()))
}

/// The code of the interface is in the WASM already.
fn matters(file: &Path) -> bool {
    !(file.starts_with("app/src") && file.extension().is_none_or(|end| end != "css"))
}

pub(crate) fn unchanged(stamp: &Path, fingerprint: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|kept| kept == fingerprint)
}

/// Every file in a folder, sorted, so that the answer does not depend on the file system. A path that does
/// not exist holds nothing.
pub(crate) fn files_in(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let Ok(entries) = fs::read_dir(path) else {
        return Ok(Vec::new());
    };
    let mut entries = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .with_context(|| format!("cannot read {}", path.display()))?;
    entries.sort();
    let mut files = Vec::new();
    for entry in entries {
        if !entry.ends_with("node_modules") {
            files.extend(files_in(&entry)?);
        }
    }
    Ok(files)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{hex, matters};

    #[test]
    fn only_the_styles_of_the_interface_matter() {
        assert!(matters(Path::new("app/src/widgets/sidebar/sidebar.css")));
        assert!(!matters(Path::new("app/src/widgets/sidebar/mod.rs")));
        assert!(matters(Path::new("frontend/bundle/src/main.rs")));
    }

    #[test]
    fn bytes_become_two_digits_each() {
        assert_eq!(hex(&[0, 15, 255]), "000fff");
    }
}
