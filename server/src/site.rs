//! The files of the browser's half, inside the program. `frontend/bundle` makes them; a checkout without them
//! serves its pages without a script.

use axum::body::Bytes;
use rust_embed::RustEmbed;
use serde::Deserialize;
use sha2::{Digest, Sha256};
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

pub struct Site {
    files: Source,
    manifest: BTreeMap<String, Entry>,
}

enum Source {
    Embedded,
    Given(BTreeMap<String, Bytes>),
}

/// A form in which a file can be sent.
pub(crate) struct Form {
    pub(crate) bytes: Bytes,
    pub(crate) hash: [u8; 32],
}

impl Site {
    /// The files inside the program.
    pub fn embedded() -> Self {
        Self::new(Source::Embedded)
    }

    /// Files that stand for a bundle: a `manifest.json`, what it names and compressed forms of that.
    pub fn given(files: BTreeMap<String, Bytes>) -> Self {
        Self::new(Source::Given(files))
    }

    fn new(files: Source) -> Self {
        let manifest = match files.get("manifest.json") {
            Some(form) => serde_json::from_slice(&form.bytes).unwrap_or_else(|error| {
                tracing::error!(%error, "the manifest of the browser's files cannot be read");
                BTreeMap::new()
            }),
            None => {
                tracing::warn!(
                    "this program was built without the browser's files: pages come without script and style; `make build` bundles them"
                );
                BTreeMap::new()
            }
        };
        Self { files, manifest }
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
        match ending {
            Some(ending) => self.files.get(&format!("{file}.{ending}")),
            None => self.files.get(file),
        }
    }
}

impl Source {
    fn get(&self, name: &str) -> Option<Form> {
        match self {
            Self::Embedded => Files::get(name).map(|found| Form {
                hash: found.metadata.sha256_hash(),
                bytes: match found.data {
                    Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                    Cow::Owned(bytes) => Bytes::from(bytes),
                },
            }),
            Self::Given(files) => files.get(name).cloned().map(Form::of),
        }
    }
}

impl Form {
    pub(crate) fn of(bytes: Bytes) -> Self {
        let hash = Sha256::digest(&bytes).into();
        Self { bytes, hash }
    }
}
