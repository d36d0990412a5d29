//! The scripted provider and Tollgate in front of it, each a process, with an account and a key.

use crate::calls::Client;
use crate::process::Process;
use crate::{Failure, Result};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// Scenarios of the scripted provider, each under its name as a model.
const MODELS: [&str; 3] = ["echo", "slow-20", "stall"];
const EMAIL: &str = "ada@example.org";
/// Every limit is looked at for every call, and none is reached.
const MUCH: [&str; 13] = [
    "tier",
    "set",
    "Enterprise",
    "--requests-per-hour",
    "1000000000",
    "--at-once",
    "100000",
    "--tokens-per-day",
    "1000000000000",
    "--daily-budget",
    "100000",
    "--monthly-budget",
    "100000",
];

pub(crate) struct Servers {
    pub(crate) provider: Process,
    pub(crate) tollgate: Process,
    provider_url: String,
    tollgate_url: String,
    key: String,
    _folder: TempDir,
}

impl Servers {
    pub(crate) async fn start(programs: &Path) -> Result<Self> {
        let folder = TempDir::new().map_err(|error| Failure::Io("make a folder", error))?;
        let mut command = Command::new(programs.join("tollgate-scripted-provider"));
        let (provider, line) = Process::start(&mut command, "http://").await?;
        let provider_url = line.trim().to_owned();
        let settings = folder.path().join("tollgate.toml");
        fs::write(settings, configuration(&provider_url))
            .map_err(|error| Failure::Io("write the settings", error))?;
        let tollgate = || {
            let mut command = Command::new(programs.join("tollgate"));
            command
                .env_clear()
                .current_dir(folder.path())
                .env("TOLLGATE_LISTEN", "127.0.0.1:0")
                .env("SCRIPTED_KEY", "of no use anywhere");
            command
        };
        let admin = ["admin", "create", "--email", EMAIL, "--name", "Ada"];
        output(tollgate().args(admin), "correct horse battery\n").await?;
        output(tollgate().args(MUCH), "").await?;
        let key = ["key", "create", "--email", EMAIL, "--name", "bench"];
        let key = output(tollgate().args(key), "").await?.trim().to_owned();
        let (tollgate, line) = Process::start(&mut tollgate(), "listening on ").await?;
        let address = line.split("listening on ").nth(1).unwrap_or_default();
        let tollgate_url = address.split(',').next().unwrap_or_default().to_owned();
        Ok(Self {
            provider,
            tollgate,
            provider_url,
            tollgate_url,
            key,
            _folder: folder,
        })
    }

    pub(crate) fn direct(&self) -> Result<Client> {
        Client::new(&self.provider_url, &self.key)
    }

    pub(crate) fn through(&self) -> Result<Client> {
        Client::new(&self.tollgate_url, &self.key)
    }
}

/// Calls to the provider are not spread out, or that is all that would be measured.
fn configuration(provider_url: &str) -> String {
    let mut toml = format!(
        "[[providers]]\nname = \"scripted\"\nbase_url = \"{provider_url}/v1\"\napi_key_env = \"SCRIPTED_KEY\"\n\
        [shaping.scripted]\nat_once = 10000\napart_ms = 0\n"
    );
    for name in MODELS {
        // Writing to a text does not fail.
        let _ = write!(
            toml,
            "[[models]]\nname = \"{name}\"\nprovider = \"scripted\"\ncontext = 8000\nprice = {{ input = \"1\", output = \"2\" }}\n"
        );
    }
    toml
}

/// Runs a command to its end and gives what it wrote.
async fn output(command: &mut Command, input: &str) -> Result<String> {
    let run = async {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).await?;
        }
        child.wait_with_output().await
    };
    let output = run
        .await
        .map_err(|error| Failure::Io("run a command", error))?;
    if !output.status.success() {
        return Err(Failure::Said(format!(
            "a command failed: {}",
            output.status
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
