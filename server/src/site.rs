//! The files of the browser's half, inside the program. `frontend/bundle` makes them; a checkout without them
//! serves its pages without a script.

use axum::body::Bytes;
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use tollgate_app::Assets;

/// In a debug build they are read from the folder, so that a new bundle needs no new program.
#[derive(RustEmbed)]
#[folder = "../dist/site"]
#[allow_missing = true]
struct Files;

/// What the bundler says of a file.
#[derive(Deserialize)]
struct Entry {
    file: String,
}

pub(crate) struct Site {
    manifest: BTreeMap<String, Entry>,
}

/// A form in which a file can be sent.
pub(crate) struct Form {
    pub(crate) bytes: Bytes,
    pub(crate) hash: [u8; 32],
}

impl Site {
    pub(crate) fn embedded() -> Self {
        let manifest = Files::get("manifest.json");
        let manifest = manifest.map(|file| serde_json::from_slice(&file.data));
        let manifest = match manifest {
            Some(Ok(manifest)) => manifest,
            Some(Err(error)) => {
                tracing::error!(%error, "the manifest of the browser's files cannot be read");
                BTreeMap::new()
            }
            None => {
                tracing::warn!(
                    "this program was built without the browser's files: pages come without script and style"
                );
                BTreeMap::new()
            }
        };
        Self { manifest }
    }

    /// The addresses that a page names, if the files are there.
    pub(crate) fn assets(&self) -> Option<Assets> {
        let address = |key| {
            self.manifest
                .get(key)
                .map(|entry| format!("/assets/{}", entry.file))
        };
        Some(Assets {
            css: address("main.css")?,
            js: address("tollgate.js")?,
            wasm: address("tollgate_bg.wasm")?,
        })
    }

    /// A file whose name carries its hash, so that it never changes.
    pub(crate) fn is_hashed(&self, file: &str) -> bool {
        self.manifest
            .iter()
            .any(|(key, entry)| entry.file == file && key != file)
    }

    /// The file, or its compressed form `br` or `gz`.
    pub(crate) fn form(&self, file: &str, ending: Option<&str>) -> Option<Form> {
        let name = ending.map_or_else(|| file.to_owned(), |ending| format!("{file}.{ending}"));
        let found = Files::get(&name)?;
        let bytes = match found.data {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Some(Form {
            bytes,
            hash: found.metadata.sha256_hash(),
        })
    }
}
