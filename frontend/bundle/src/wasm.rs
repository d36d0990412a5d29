//! From the compiler's WASM to what a browser loads: JavaScript glue by wasm-bindgen, then wasm-opt.

use std::{fs, path::Path};

use anyhow::{Context, Result, anyhow};
use wasm_bindgen_cli_support::Bindgen;

use crate::{
    Order, inputs, run_tool,
    site::{Site, content_hash},
};

/// What Rust's compiler may use. Naming them keeps wasm-opt from bringing in what browsers lack.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

pub(crate) fn add(site: &mut Site, order: &Order, work: &Path) -> Result<()> {
    let glue = work.join("glue");
    bind(order, &glue)?;
    let module = glue.join("tollgate_bg.wasm");
    if !order.quick {
        shrink(&module)?;
    }
    let module = read(&module)?;
    let script = read(&glue.join("tollgate.js"))?;
    // The two belong together, so they share a name: the page has one to know.
    let name = format!("tollgate.{}", content_hash(&[&script, &module]));
    site.add("tollgate.js", &format!("{name}.js"), &script)?;
    site.add("tollgate_bg.wasm", &format!("{name}_bg.wasm"), &module)?;
    add_snippets(site, &glue)
}

fn bind(order: &Order, glue: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(&order.wasm)
        .out_name("tollgate")
        .typescript(false)
        .remove_name_section(!order.quick)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(glue))
        .map_err(|error| anyhow!("wasm-bindgen failed: {error:#}"))
}

fn shrink(module: &Path) -> Result<()> {
    run_tool("wasm-opt", |wasm_opt| {
        wasm_opt
            .arg("-Oz")
            .args(FEATURES)
            .arg(module)
            .arg("-o")
            .arg(module);
    })
}

/// JavaScript that crates bring along. The glue imports it by path, so it keeps its place.
fn add_snippets(site: &mut Site, glue: &Path) -> Result<()> {
    for file in inputs::files_in(&glue.join("snippets"))? {
        let name = file
            .strip_prefix(glue)?
            .to_str()
            .context("a snippet's name is not UTF-8")?;
        site.add(name, name, &read(&file)?)?;
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}
