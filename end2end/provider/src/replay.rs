//! Fixtures: files of provider traffic that a `manifest.jsonl` describes, replayed byte for byte.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use serde::Deserialize;

use crate::script::ScriptError;

/// What one line of a manifest says; its other keys are for other readers.
#[derive(Debug, Clone, Deserialize)]
struct Line {
    file: String,
    format: Format,
    status: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Format {
    #[serde(rename = "json")]
    Json,
    #[serde(rename = "sse")]
    Events,
    #[serde(rename = "ndjson")]
    Lines,
    /// The data of events, one a line: the framing was lost when they were recorded.
    #[serde(rename = "chunks.jsonl")]
    Unframed,
}

#[derive(Debug, Default)]
pub(crate) struct Fixtures {
    entries: HashMap<String, (PathBuf, Line)>,
}

pub(crate) struct Fixture {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    /// Joined they are the file (of unframed ones: the file with its framing put back).
    pub(crate) events: Vec<Bytes>,
}

#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error("cannot read {path}: {source}")]
    Unreadable {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("{path}, line {line}: {source}")]
    Invalid {
        path: PathBuf,
        line: usize,
        source: serde_json::Error,
    },
}

impl Fixtures {
    /// Adds the files that the manifest in `folder` names.
    pub(crate) fn add(&mut self, folder: &Path) -> Result<(), ManifestError> {
        let path = folder.join("manifest.jsonl");
        let manifest = match std::fs::read_to_string(&path) {
            Ok(manifest) => manifest,
            Err(source) => return Err(ManifestError::Unreadable { path, source }),
        };
        for (index, text) in manifest
            .lines()
            .enumerate()
            .filter(|(_, text)| !text.trim().is_empty())
        {
            let line: Line =
                serde_json::from_str(text).map_err(|source| ManifestError::Invalid {
                    path: path.clone(),
                    line: index + 1,
                    source,
                })?;
            self.entries
                .insert(line.file.clone(), (folder.join(&line.file), line));
        }
        Ok(())
    }

    pub(crate) fn files(&self) -> Vec<String> {
        let mut files: Vec<String> = self.entries.keys().cloned().collect();
        files.sort();
        files
    }

    pub(crate) fn read(&self, file: &str) -> Result<Fixture, ScriptError> {
        let (path, line) = self
            .entries
            .get(file)
            .ok_or_else(|| ScriptError::UnknownFixture(file.to_owned()))?;
        let bytes = std::fs::read(path).map_err(|source| ScriptError::UnreadableFixture {
            file: file.to_owned(),
            source,
        })?;
        let mut headers = line.headers.clone();
        headers
            .entry("content-type".to_owned())
            .or_insert_with(|| line.format.content_type().to_owned());
        Ok(Fixture {
            status: line.status,
            headers,
            events: line.format.events(Bytes::from(bytes)),
        })
    }
}

impl Format {
    fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Events | Self::Unframed => "text/event-stream",
            Self::Lines => "application/x-ndjson",
        }
    }

    fn events(self, bytes: Bytes) -> Vec<Bytes> {
        match self {
            Self::Json => vec![bytes],
            Self::Events => cut_after(&bytes, ends_event),
            Self::Lines => cut_after(&bytes, |seen| seen.ends_with(b"\n")),
            Self::Unframed => {
                let lines = bytes
                    .split(|byte| *byte == b'\n')
                    .filter(|line| !line.is_empty());
                lines
                    .map(|line| Bytes::from([b"data: ", line, b"\n\n"].concat()))
                    .collect()
            }
        }
    }
}

fn ends_event(seen: &[u8]) -> bool {
    [&b"\n\n"[..], b"\r\n\r\n", b"\r\r"]
        .iter()
        .any(|end| seen.ends_with(end))
}

fn cut_after(bytes: &Bytes, is_end: impl Fn(&[u8]) -> bool) -> Vec<Bytes> {
    let mut events = Vec::new();
    let mut start = 0;
    for end in 1..=bytes.len() {
        if is_end(&bytes[start..end]) || end == bytes.len() {
            events.push(bytes.slice(start..end));
            start = end;
        }
    }
    events
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_cut_after_blank_lines_and_lose_nothing() {
        let bytes = Bytes::from_static(b"data: 1\n\ndata: 2\r\n\r\n: tail");
        let events = Format::Events.events(bytes.clone());
        assert_eq!(events.len(), 3);
        assert_eq!(events.concat(), bytes);
    }

    #[test]
    fn framing_is_put_back() {
        let events = Format::Unframed.events(Bytes::from_static(b"{\"a\":1}\n{}\n"));
        assert_eq!(events, ["data: {\"a\":1}\n\n", "data: {}\n\n"]);
    }

    #[test]
    fn a_broken_manifest_names_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("manifest.jsonl"), "\n{\"file\":1}\n").unwrap();
        let error = Fixtures::default().add(folder.path()).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
