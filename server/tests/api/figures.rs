//! Measurements over HTTP: `scripts/figures.sh` runs them, in release.
#![expect(clippy::print_stdout, reason = "what was measured")]

use crate::browser::Browser;
use crate::program::{Program, command, run};
use crate::usage::charge;
use reqwest::Method;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tempfile::tempdir;
use tollgate::store::{self, Charge};
use tollgate::types::AccountId;

/// The page over a million calls of one account, and what taking them all away takes.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn usage_of_a_million_calls() {
    let folder = tempdir().unwrap();
    let (email, password) = seed(folder.path());
    let program = Program::start(folder.path());
    let browser = program.browser();
    assert_eq!(browser.sign_in(&email, &password).await.status, 200);

    for (what, path) in [
        ("this month", "/usage"),
        ("90 days", "/usage?days=quarter"),
        ("one model", "/usage?model=gpt-5"),
        ("what failed", "/usage?outcome=failed"),
        ("what there is not", "/usage?model=gpt-5-nano&purpose=api"),
        ("a title", "/usage?chat=index"),
    ] {
        page(&browser, what, path).await;
    }
    let list = browser.page("/usage").await.body;
    let receipt = list.split("href=\"/usage/calls/").nth(1).unwrap();
    let receipt = receipt.split('"').next().unwrap();
    page(&browser, "a receipt", &format!("/usage/calls/{receipt}")).await;

    for path in [
        "/api/usage.csv",
        "/api/usage.json",
        "/api/usage.csv?outcome=failed",
    ] {
        taken_away(&browser, &program, folder.path(), path).await;
    }
}

/// Who asks most, and the password.
fn seed(folder: &Path) -> (String, String) {
    let begun = Instant::now();
    let arguments = ["seed", "--demo", "--people", "1", "--calls", "1000000"];
    let output = run(command(folder).args(arguments), "");
    let said = String::from_utf8(output.stdout).unwrap();
    println!("made in {:?}", begun.elapsed());
    let after = |begin: &str, end: &str| {
        let rest = said.split(begin).nth(1).unwrap();
        rest.split(end).next().unwrap().trim().to_owned()
    };
    (after("sign in as ", ","), after("password is ", "\n"))
}

async fn page(browser: &Browser, what: &str, path: &str) {
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..40 {
        let begun = Instant::now();
        let page = browser.page(path).await;
        times.push(begun.elapsed());
        assert_eq!(page.status, 200, "{path}");
        bytes = page.body.len();
    }
    times.sort_unstable();
    println!(
        "{what}: {:?} at p50, {:?} at most, {bytes} bytes",
        times[20], times[39]
    );
}

/// Time, size and memory, and how long charges take meanwhile that are written beside it.
async fn taken_away(browser: &Browser, program: &Program, folder: &Path, path: &str) {
    let before = resident(program.id());
    let most = Arc::new(AtomicU64::new(0));
    let done = Arc::new(AtomicBool::new(false));
    let watching = watch(program.id(), most.clone(), done.clone());
    let writing = tokio::spawn(write(folder.join("data/tollgate.db"), done.clone()));

    let begun = Instant::now();
    let mut response = browser.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.status(), 200);
    let (mut bytes, mut lines) = (0, 0);
    while let Some(part) = response.chunk().await.unwrap() {
        bytes += part.len();
        lines += part.iter().filter(|byte| **byte == b'\n').count();
    }
    let took = begun.elapsed();
    done.store(true, Ordering::SeqCst);
    watching.join().unwrap();
    let mut writes = writing.await.unwrap();
    writes.sort_unstable();
    let after = resident(program.id());
    println!(
        "{path}: {lines} lines, {bytes} bytes in {took:?}; memory {before} kB before, {} kB at most, {after} kB after",
        most.load(Ordering::SeqCst)
    );
    if let (Some(half), Some(longest)) = (writes.get(writes.len() / 2), writes.last()) {
        println!(
            "  {} charges meanwhile: {half:?} at p50, {longest:?} at most",
            writes.len()
        );
    }
}

fn watch(process: u32, most: Arc<AtomicU64>, done: Arc<AtomicBool>) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        while !done.load(Ordering::SeqCst) {
            most.fetch_max(resident(process), Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(20));
        }
    })
}

/// Charges of somebody else, one after another, from another process than the one that reads.
async fn write(database: std::path::PathBuf, done: Arc<AtomicBool>) -> Vec<Duration> {
    let store = store::open(&database.display().to_string()).await.unwrap();
    let account: AccountId = store.accounts().await.unwrap()[0].account.id;
    let mut times = Vec::new();
    while !done.load(Ordering::SeqCst) {
        let charge = Charge {
            requests: 0,
            ..charge(account, 0)
        };
        let begun = Instant::now();
        store.record_charge(&charge).await.unwrap();
        times.push(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    times
}

/// In kilobytes.
fn resident(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.unwrap().split_whitespace().nth(1).unwrap();
    number.parse().unwrap()
}
