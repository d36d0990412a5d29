//! The finished files: each beside its compressed forms, and the manifest that lists them.

use std::{
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::inputs;

/// Formats that are compressed already.
const PACKED: [&str; 6] = ["avif", "gz", "jpg", "png", "webp", "woff2"];

/// What a page names: script, module and styles.
const LOADED: [&str; 3] = [".css", ".js", ".wasm"];

pub(crate) struct Site {
    folder: PathBuf,
    compress: bool,
    files: Vec<Entry>,
}

/// `br` and `gz` are missing where compressing gains nothing.
struct Entry {
    key: String,
    file: String,
    bytes: usize,
    br: Option<usize>,
    gz: Option<usize>,
}

impl Site {
    pub(crate) fn new(folder: PathBuf, compress: bool) -> Self {
        Self {
            folder,
            compress,
            files: Vec::new(),
        }
    }

    /// Writes `content` as `file`, which the manifest calls `key`.
    pub(crate) fn add(&mut self, key: &str, file: &str, content: &[u8]) -> Result<()> {
        let path = self.folder.join(file);
        write(&path, content)?;
        let (br, gz) = if self.compress && compressible(file) {
            (
                keep_if_smaller(&path, "br", content, brotli(content)?)?,
                keep_if_smaller(&path, "gz", content, gzip(content)?)?,
            )
        } else {
            (None, None)
        };
        self.files.push(Entry {
            key: key.to_owned(),
            file: file.to_owned(),
            bytes: content.len(),
            br,
            gz,
        });
        Ok(())
    }

    pub(crate) fn add_folder(&mut self, folder: &Path) -> Result<()> {
        for path in inputs::files_in(folder)? {
            let name = path
                .strip_prefix(folder)?
                .to_str()
                .context("a file's name is not UTF-8")?;
            let content =
                fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            self.add(name, name, &content)?;
        }
        Ok(())
    }

    pub(crate) fn write_manifest(&self) -> Result<()> {
        let text = serde_json::to_string_pretty(&self.manifest())?;
        write(&self.folder.join("manifest.json"), text.as_bytes())
    }

    /// `{"main.css": {"file": "main.0f3a….css", "bytes": 9120, "br": 2210, "gz": 2485}, …}`
    fn manifest(&self) -> Value {
        let entries = self.files.iter().map(|entry| {
            let about = json!({
                "file": entry.file, "bytes": entry.bytes, "br": entry.br, "gz": entry.gz,
            });
            (entry.key.clone(), about)
        });
        Value::Object(Map::from_iter(entries))
    }

    /// Swaps the finished folder in as a whole: a failed run leaves the old site.
    pub(crate) fn move_to(&self, target: &Path) -> Result<()> {
        if target.exists() {
            fs::remove_dir_all(target)
                .with_context(|| format!("cannot replace {}", target.display()))?;
        }
        fs::rename(&self.folder, target)
            .with_context(|| format!("cannot move the site to {}", target.display()))
    }

    /// What a first visit transfers of what we make, if it is compressed.
    pub(crate) fn transferred(&self) -> Option<usize> {
        let ours = |entry: &&Entry| LOADED.iter().any(|end| entry.file.ends_with(end));
        let sizes = self.files.iter().filter(ours);
        let sum = sizes.map(|entry| entry.br.unwrap_or(entry.bytes)).sum();
        self.compress.then_some(sum)
    }

    pub(crate) fn table(&self) -> String {
        let mut table = format!("{:<40} {:>9} {:>9}\n", "site", "bytes", "brotli");
        for entry in &self.files {
            let br = entry.br.map_or("-".to_owned(), |size| size.to_string());
            // Writing to a string cannot fail.
            let _ = writeln!(table, "  {:<38} {:>9} {br:>9}", entry.file, entry.bytes);
        }
        table
    }
}

/// Sixteen digits: enough that no two versions of a file ever share a name.
pub(crate) fn content_hash(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    inputs::hex(&hash.finalize()[..8])
}

fn compressible(file: &str) -> bool {
    Path::new(file)
        .extension()
        .is_none_or(|end| !PACKED.iter().any(|packed| end == *packed))
}

fn keep_if_smaller(
    path: &Path,
    ending: &str,
    content: &[u8],
    packed: Vec<u8>,
) -> Result<Option<usize>> {
    if packed.len() >= content.len() {
        return Ok(None);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    write(Path::new(&name), &packed)?;
    Ok(Some(packed.len()))
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    brotli::CompressorWriter::new(&mut packed, 4096, 11, 22).write_all(content)?;
    Ok(packed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    let folder = path.parent().context("a file needs a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(path, content))
        .with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::{fs, io::Read as _};

    use serde_json::json;

    use super::{Site, brotli, compressible, content_hash};

    #[test]
    fn the_name_follows_the_content() {
        assert_eq!(content_hash(&[b"a", b"b"]), content_hash(&[b"ab"]));
        assert_ne!(content_hash(&[b"a"]), content_hash(&[b"b"]));
        assert_eq!(content_hash(&[b"a"]).len(), 16);
    }

    #[test]
    fn pictures_and_fonts_are_not_compressed_again() {
        assert!(compressible("tollgate_bg.wasm"));
        assert!(compressible("robots"));
        assert!(!compressible("fonts/inter.woff2"));
    }

    #[test]
    fn brotli_is_complete_when_it_is_returned() {
        let text = "the same again and again, ".repeat(100);
        let packed = brotli(text.as_bytes()).unwrap();
        let mut unpacked = String::new();
        brotli::Decompressor::new(packed.as_slice(), 4096)
            .read_to_string(&mut unpacked)
            .unwrap();
        assert_eq!(unpacked, text);
    }

    #[test]
    fn a_site_lists_what_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let mut site = Site::new(folder.path().join("site"), true);
        let sheet = "a{color:red}".repeat(50);
        site.add("main.css", "main.1.css", sheet.as_bytes())
            .unwrap();
        site.add("robots.txt", "robots.txt", b"x").unwrap();

        let manifest = site.manifest();
        assert_eq!(manifest["main.css"]["file"], "main.1.css");
        assert_eq!(manifest["main.css"]["bytes"], 600);
        let br = fs::metadata(folder.path().join("site/main.1.css.br")).unwrap();
        assert_eq!(manifest["main.css"]["br"], json!(br.len()));
        assert_eq!(site.transferred(), usize::try_from(br.len()).ok());
        assert_eq!(manifest["robots.txt"]["br"], json!(null));
        assert!(!folder.path().join("site/robots.txt.br").exists());
    }
}
