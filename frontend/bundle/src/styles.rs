//! One style sheet out of `style/main.css` and all that it imports.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::{
    run_tool,
    site::{Site, content_hash},
};

const ENTRY: &str = "style/main.css";

pub(crate) fn add(site: &mut Site, work: &Path) -> Result<()> {
    if !Path::new(ENTRY).is_file() {
        bail!("{ENTRY} is missing");
    }
    let bundled = work.join("main.css");
    run_tool("lightningcss", |lightningcss| {
        lightningcss
            .args(["--bundle", "--minify", ENTRY, "--output-file"])
            .arg(&bundled);
    })?;
    let sheet = fs::read(&bundled).context("lightningcss left no style sheet")?;
    let name = format!("main.{}.css", content_hash(&[&sheet]));
    site.add("main.css", &name, &sheet)
}
