//! The rules of the house that no compiler knows: who may import whom, and what stands in one place only.

#![expect(
    clippy::unwrap_used,
    reason = "a file that cannot be read is a failure of the test"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// From the top down: a layer may use those after it.
const LAYERS: [&str; 6] = ["app", "pages", "widgets", "features", "entities", "shared"];

#[test]
fn a_slice_imports_itself_and_layers_below_it() {
    let mut wrong = Vec::new();
    for file in files_below("src", "rs") {
        let Some(from) = Place::of_file(&file) else {
            continue;
        };
        for (number, line) in text(&file).lines().enumerate() {
            for to in imports(line) {
                if !from.may_use(&to) {
                    wrong.push(format!(
                        "{}:{}: {from:?} uses {to:?}",
                        file.display(),
                        number + 1
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_the_servers_alone_is_marked_in_the_lists_of_layers() {
    let marked = files_below("src", "rs")
        .into_iter()
        .filter(|file| text(file).contains("feature = \""));
    let is_list = |file: &PathBuf| {
        let inside = file.strip_prefix(root().join("src")).unwrap();
        inside == Path::new("lib.rs")
            || inside.ends_with("mod.rs") && inside.components().count() == 2
    };
    let elsewhere: Vec<_> = marked.filter(|file| !is_list(file)).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}

#[test]
fn colours_are_written_in_the_token_file_only() {
    let styles = files_below("../style", "css")
        .into_iter()
        .chain(files_below("src", "css"));
    let mut wrong = Vec::new();
    for file in styles.filter(|file| !file.ends_with("tokens.css")) {
        for (number, line) in text(&file).lines().enumerate() {
            let colour = ["rgb(", "rgba(", "hsl(", "oklch("]
                .iter()
                .any(|name| line.contains(name));
            if colour || has_hex_colour(line) {
                wrong.push(format!("{}:{}: {line}", file.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_style_file_is_in_the_bundle() {
    let main = text(&root().join("../style/main.css"));
    for file in files_below("src", "css") {
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        assert!(
            main.contains(&format!("\"../app/{name}\"")),
            "style/main.css does not import {name}"
        );
    }
}

/// A layer and, except in `shared` and `app`, a slice of it.
#[derive(PartialEq, Debug)]
struct Place {
    layer: usize,
    slice: String,
}

impl Place {
    fn new(layer: &str, slice: Option<&str>) -> Option<Self> {
        let layer = LAYERS.iter().position(|name| *name == layer)?;
        let slice = match LAYERS[layer] {
            "app" | "shared" => "",
            _ => slice.unwrap_or(""),
        };
        Some(Self {
            layer,
            slice: slice.to_owned(),
        })
    }

    fn of_file(file: &Path) -> Option<Self> {
        let inside = file.strip_prefix(root().join("src")).ok()?;
        let mut parts = inside.iter().filter_map(|part| part.to_str());
        let (layer, slice) = (parts.next()?, parts.next());
        // The list of a layer's slices (`pages/mod.rs`) belongs to none of them.
        Self::new(layer, slice.filter(|slice| *slice != "mod.rs"))
    }

    fn may_use(&self, other: &Self) -> bool {
        self.layer < other.layer || self == other
    }
}

/// The places that a line names by `crate::layer::slice`.
fn imports(line: &str) -> Vec<Place> {
    let code = line.split("//").next().unwrap_or(line);
    let paths = code.split("crate::").skip(1);
    paths
        .filter_map(|path| {
            let mut names = path
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .filter(|name| !name.is_empty());
            Place::new(names.next()?, names.next())
        })
        .collect()
}

/// `#` and three or more hex digits, where CSS has no selector.
fn has_hex_colour(line: &str) -> bool {
    let value = line.split_once(':').map_or("", |(_, value)| value);
    value
        .split('#')
        .skip(1)
        .any(|rest| rest.chars().take_while(char::is_ascii_hexdigit).count() >= 3)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn text(file: &Path) -> String {
    fs::read_to_string(file).unwrap()
}

fn files_below(folder: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found
}
