//! Makes the files the server serves to browsers, in `dist/site/`: the WASM with its JavaScript glue, the
//! styles and the static files, precompressed, with a manifest.
//!
//! What we make is named after its content, so that it may be cached for ever: `tollgate.<hash>.js`,
//! `tollgate.<hash>_bg.wasm` and `main.<hash>.css`. What stands in `public/` keeps its name. `manifest.json`
//! says which is which; a file whose name differs from its key never changes.
//!
//! It is called by `scripts/bundle.sh`, in the root of the repository, with the WASM that cargo built.

mod inputs;
mod site;
mod styles;
mod wasm;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, bail};

use crate::site::Site;

const SITE: &str = "dist/site";
const MANIFEST: &str = "dist/site/manifest.json";
/// Holds the fingerprint of what the site was made from.
const STAMP: &str = "dist/site.inputs";
const WORK: &str = "dist/site.work";
/// Bytes of JavaScript, WASM and styles together that a first visit may transfer, compressed with brotli.
const BUDGET: usize = 490_000;
const NODE_TOOLS: &str = "frontend/bundle/node_modules/.bin";

struct Order {
    wasm: PathBuf,
    /// For `make dev`: neither optimised nor compressed, but soon.
    quick: bool,
}

fn main() -> ExitCode {
    match read_order(env::args().skip(1)).and_then(|order| bundle(&order)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("tollgate-bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn read_order(arguments: impl Iterator<Item = String>) -> Result<Order> {
    let (flags, mut files): (Vec<_>, Vec<_>) =
        arguments.partition(|argument| argument.starts_with("--"));
    let quick = match flags.as_slice() {
        [] => false,
        [flag] if flag == "--quick" => true,
        _ => bail!("the only flag is --quick, not {}", flags.join(" ")),
    };
    match (files.pop(), files.pop()) {
        (Some(wasm), None) => Ok(Order {
            wasm: wasm.into(),
            quick,
        }),
        _ => bail!("name one WASM file: tollgate-bundle [--quick] <file.wasm>"),
    }
}

fn bundle(order: &Order) -> Result<()> {
    if !order.wasm.is_file() {
        bail!(
            "{} is not there; `scripts/bundle.sh` builds it first",
            order.wasm.display()
        );
    }
    let fingerprint = inputs::fingerprint(&order.wasm, order.quick)?;
    if inputs::unchanged(Path::new(STAMP), &fingerprint) && Path::new(MANIFEST).exists() {
        eprintln!("site       nothing has changed");
        return Ok(());
    }
    let made = make_site(order);
    // The work folder is only left behind when it could not be removed, and the next run clears it.
    let _ = fs::remove_dir_all(WORK);
    let site = made?;
    eprint!("{}", site.table());
    hold_to_budget(site.transferred())?;
    fs::write(STAMP, fingerprint).with_context(|| format!("cannot write {STAMP}"))
}

/// So that the size never creeps up: whoever needs more says so here, in a commit with a reason.
fn hold_to_budget(transferred: Option<usize>) -> Result<()> {
    // A quick site is not compressed, so it says nothing of the size.
    let Some(transferred) = transferred else {
        return Ok(());
    };
    eprintln!("  transferred {transferred} of {BUDGET}");
    if transferred > BUDGET {
        bail!("a first visit would transfer {transferred} bytes; the budget is {BUDGET}");
    }
    Ok(())
}

fn make_site(order: &Order) -> Result<Site> {
    let work = clean_folder(Path::new(WORK))?;
    let mut site = Site::new(clean_folder(&work.join("site"))?, !order.quick);
    wasm::add(&mut site, order, &work)?;
    styles::add(&mut site, &work)?;
    site.add_folder(Path::new("public"))?;
    site.write_manifest()?;
    site.move_to(Path::new(SITE))?;
    Ok(site)
}

fn clean_folder(path: &Path) -> Result<PathBuf> {
    if path.exists() {
        fs::remove_dir_all(path).with_context(|| format!("cannot clear {}", path.display()))?;
    }
    fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))?;
    Ok(path.to_owned())
}

/// Runs one of the tools that npm installed and shows what it says only when it fails.
fn run_tool(name: &str, configure: impl FnOnce(&mut Command)) -> Result<()> {
    let program = Path::new(NODE_TOOLS).join(name);
    let mut command = Command::new(&program);
    configure(&mut command);
    let output = command.output().with_context(|| {
        format!(
            "cannot run {}; `scripts/setup/bundle_tools.sh` installs it",
            program.display()
        )
    })?;
    if !output.status.success() {
        bail!(
            "{name} failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{BUDGET, hold_to_budget, read_order};

    fn order(line: &str) -> anyhow::Result<super::Order> {
        read_order(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn one_file_and_an_optional_flag() {
        let quick = order("--quick a.wasm").unwrap();
        assert!(quick.quick);
        assert_eq!(quick.wasm.to_str(), Some("a.wasm"));
        assert!(!order("a.wasm").unwrap().quick);
    }

    #[test]
    fn a_site_beyond_the_budget_is_refused() {
        assert!(hold_to_budget(None).is_ok());
        assert!(hold_to_budget(Some(BUDGET)).is_ok());
        assert!(hold_to_budget(Some(BUDGET + 1)).is_err());
    }

    #[test]
    fn anything_else_is_refused() {
        for line in ["", "a.wasm b.wasm", "--fast a.wasm", "--quick"] {
            assert!(order(line).is_err(), "{line:?}");
        }
    }
}
