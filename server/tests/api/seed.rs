//! A database to try the program out with.

use crate::program::{Program, command, run};
use std::path::Path;
use tempfile::tempdir;

/// Whether it went well, and what it wrote.
fn told(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = run(command(folder).args(arguments), "");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(text).unwrap())
}

#[tokio::test]
async fn an_empty_database_is_filled_once_and_its_ledger_adds_up() {
    let folder = tempdir().unwrap();
    let folder = folder.path();
    let (went_well, said) = told(folder, &["seed"]);
    assert!(!went_well && said.contains("--demo"), "{said}");
    let seed = ["seed", "--demo", "--people", "3", "--calls", "80"];
    let (went_well, said) = told(folder, &seed);
    assert!(went_well, "{said}");
    let made = "Made 3 people with 80 calls for $";
    assert!(said.starts_with(made), "{said}");

    let (went_well, again) = told(folder, &seed);
    assert!(!went_well, "{again}");
    assert!(
        again.contains("There are accounts in this database already"),
        "{again}"
    );
    let (_, check) = told(folder, &["check", "--ledger"]);
    assert!(check.contains("The ledger adds up."), "{check}");

    let between = |begin: &str, end: &str| {
        let rest = said.split(begin).nth(1).unwrap();
        rest.split(end).next().unwrap().trim().to_owned()
    };
    let running = Program::start(folder);
    let (_, beside) = told(folder, &seed);
    assert!(!beside.contains("Made"), "{beside}");
    let browser = running.browser();
    let link = between("within 7 days: ", "\n");
    let link = &link[link.find("/join/").unwrap()..];
    assert!(browser.page(link).await.body.contains("admin"), "{link}");
    let (email, password) = (between("sign in as ", ","), between("password is ", "\n"));
    assert_eq!(browser.sign_in(&email, &password).await.status, 200);
    let page = browser.page("/usage").await;
    assert!(page.body.contains("/usage/calls/"), "{page:?}");
}
