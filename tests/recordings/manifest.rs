//! The recordings and what their manifests say of them.

use serde_json::Value;
use std::path::{Path, PathBuf};
use tollgate::provider::Dialect;

pub struct Recording {
    pub file: String,
    pub kind: Kind,
    pub entry: Value,
    /// As they came over the wire: framing that the recorder lost is put back.
    pub bytes: Vec<u8>,
}

/// What is to be read out of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Stream(Dialect),
    Reply(Dialect),
    Refusal(Dialect),
    Embeddings(Dialect),
    Moderations,
    /// OpenAI's other API, which is not spoken here.
    Responses,
}

impl Recording {
    pub fn status(&self) -> u16 {
        let status = self.entry["status"].as_u64().expect("a status");
        u16::try_from(status).expect("a status")
    }

    pub fn expect(&self, key: &str) -> &Value {
        &self.entry["expect"][key]
    }

    pub fn provider(&self) -> &str {
        self.entry["provider"].as_str().expect("a provider")
    }
}

impl Kind {
    fn of(entry: &Value) -> Self {
        let word = |key: &str| entry[key].as_str().expect("a word");
        let dialect = match (word("provider"), word("api")) {
            (_, "messages") => Dialect::Anthropic,
            (_, "gemini") => Dialect::Google,
            (_, "ollama") => Dialect::Ollama,
            (_, "chat") => Dialect::OpenAi,
            // Its errors are those of chats.
            (_, "responses") if entry["status"].as_u64() >= Some(400) => Dialect::OpenAi,
            (_, "responses") => return Self::Responses,
            ("google", "embeddings") => return Self::Embeddings(Dialect::Google),
            (_, "embeddings") => return Self::Embeddings(Dialect::OpenAi),
            (_, "moderations") => return Self::Moderations,
            (provider, api) => panic!("nobody reads {api} of {provider}"),
        };
        match word("format") {
            "json" if entry["status"].as_u64() >= Some(400) => Self::Refusal(dialect),
            "json" => Self::Reply(dialect),
            "sse" | "ndjson" | "chunks.jsonl" => Self::Stream(dialect),
            format => panic!("nobody reads {format}"),
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the recordings are a setting of the tests, not of the program"
)]
fn folders() -> Vec<PathBuf> {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("end2end/samples");
    let recordings = std::env::var("TOLLGATE_RECORDINGS").ok().map(PathBuf::from);
    std::iter::once(samples).chain(recordings).collect()
}

/// All recordings, of every kind.
pub fn recordings() -> Vec<Recording> {
    folders().iter().flat_map(|folder| all_of(folder)).collect()
}

fn all_of(folder: &Path) -> Vec<Recording> {
    let manifest = std::fs::read_to_string(folder.join("manifest.jsonl"))
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let entries = manifest
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of a manifest"));
    entries
        .map(|entry: Value| {
            let file = entry["file"].as_str().expect("a file").to_owned();
            let bytes = std::fs::read(folder.join(&file)).expect("a file of the manifest");
            let bytes = match entry["format"].as_str() {
                Some("chunks.jsonl") => framed(&bytes),
                _ => bytes,
            };
            let kind = Kind::of(&entry);
            Recording {
                file,
                kind,
                entry,
                bytes,
            }
        })
        .collect()
}

fn framed(lines: &[u8]) -> Vec<u8> {
    let lines = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    lines
        .flat_map(|line| [b"data: ", line, b"\n\n"].concat())
        .collect()
}
