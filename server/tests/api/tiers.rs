//! What operators set from the command line, beside a server that runs.

use crate::program::{Program, command, run};
use crate::test_app::PASSWORD;
use std::path::Path;
use tempfile::tempdir;

/// What it wrote, if it did what it was told.
fn done(folder: &Path, arguments: &[&str]) -> Result<String, String> {
    let output = run(command(folder).args(arguments), PASSWORD);
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    match output.status.success() {
        true => Ok(text(output.stdout)),
        false => Err(text(output.stderr)),
    }
}

#[test]
fn tiers_and_accounts_are_set_while_a_server_runs_and_the_ledger_adds_up() {
    let folder = tempdir().unwrap();
    let folder = folder.path();
    let email = "root@example.org";
    done(
        folder,
        &["admin", "create", "--email", email, "--name", "Root"],
    )
    .unwrap();
    let _running = Program::start(folder);

    let tiers = done(folder, &["tier", "list"]).unwrap();
    insta::assert_snapshot!(tiers, @r"
    Enterprise (version 1)
      requests per hour  1000
      at once            64
      tokens per day     1000000
      daily budget       $10.00
      monthly budget     none
    Free (version 1)
      requests per hour  10
      at once            2
      tokens per day     10000
      daily budget       $10.00
      monthly budget     none
    Pro (version 1)
      requests per hour  100
      at once            8
      tokens per day     100000
      daily budget       $10.00
      monthly budget     none
    ");
    let set = [
        "tier",
        "set",
        "Free",
        "--requests-per-hour",
        "30",
        "--at-once",
        "none",
    ];
    let tiers = done(folder, &[&set[..], &["--monthly-budget", "2.5"]].concat()).unwrap();
    let free = tiers.split("Free ").nth(1).unwrap();
    insta::assert_snapshot!(free.split("Pro").next().unwrap(), @r"
    (version 2)
      requests per hour  30
      at once            none
      tokens per day     10000
      daily budget       $10.00
      monthly budget     $2.50
    ");
    let tiers = done(folder, &["tier", "set", "Students", "--at-once", "1"]).unwrap();
    assert!(tiers.contains("Students (version 1)"));

    let account = ["account", "set", "--email", email];
    let moved = [&account[..], &["--tier", "Students", "--daily-budget", "3"]].concat();
    assert_eq!(
        done(folder, &moved).unwrap(),
        "root@example.org is in Students.\n"
    );
    let unknown = [&account[..], &["--tier", "Nobody"]].concat();
    let said = done(folder, &unknown).unwrap_err();
    assert!(said.contains("There is no tier of this name."), "{said}");
    let wrong = done(folder, &["tier", "set", "Free", "--daily-budget", "ten"]).unwrap_err();
    assert!(wrong.contains("write dollars like 10 or 0.25"), "{wrong}");

    let check = done(folder, &["check", "--ledger"]).unwrap();
    assert_eq!(check, "The ledger adds up.\n");
}
