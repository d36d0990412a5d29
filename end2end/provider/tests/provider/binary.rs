//! The binary, as browser tests use it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

/// Ends the program also when the test fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn its_first_line_is_its_url() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate-scripted-provider"));
    let mut running = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut url = String::new();
    BufReader::new(running.0.stdout.take().unwrap())
        .read_line(&mut url)
        .unwrap();
    let port: u16 = url
        .trim()
        .strip_prefix("http://127.0.0.1:")
        .unwrap()
        .parse()
        .unwrap();
    let bench = crate::support::client();
    let answer = bench
        .get(format!("http://127.0.0.1:{port}/"))
        .send()
        .await
        .unwrap();
    assert!(answer.text().await.unwrap().contains("ready"));
}

#[test]
fn a_folder_without_manifest_is_named() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate-scripted-provider"));
    let output = command
        .args(["--samples", "/no/such/folder"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(
        message.contains("cannot read /no/such/folder/manifest.jsonl"),
        "{message}"
    );
}
