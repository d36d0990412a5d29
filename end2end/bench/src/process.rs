//! A program that runs, and what it has used of the machine, as Linux tells it.

use crate::{Failure, Result};
use std::fs;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Clock ticks a second in `/proc`, the same on every Linux of today.
const TICKS: u32 = 100;

/// Killed when this is dropped.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Starts it and waits for a line of its output that holds `ready`; gives that line.
    pub(crate) async fn start(command: &mut Command, ready: &str) -> Result<(Self, String)> {
        let spawned = command
            .kill_on_drop(true)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = spawned.map_err(|error| Failure::Io("start a program", error))?;
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let (say, mut lines) = tokio::sync::mpsc::unbounded_channel();
        for pipe in [out.map(Pipe::Out), err.map(Pipe::Err)]
            .into_iter()
            .flatten()
        {
            tokio::spawn(pipe.read(say.clone()));
        }
        drop(say);
        while let Some(line) = lines.recv().await {
            if line.contains(ready) {
                return Ok((Self { child }, line));
            }
        }
        Err(Failure::Said(format!(
            "a program ended without saying `{ready}`"
        )))
    }

    /// Time on a processor so far, its own and the system's for it.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        let stat = self.read("stat")?;
        // After the name, which may hold anything but a closing bracket followed by fields.
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        let ticks = |place: usize| fields.get(place).and_then(|text| text.parse::<u32>().ok());
        let used = ticks(11).zip(ticks(12)).map(|(user, system)| user + system);
        let used = used.ok_or_else(|| Failure::Said("/proc has another shape".into()))?;
        Ok(Duration::from_secs(1) * used / TICKS)
    }

    /// Bytes in memory now.
    pub(crate) fn resident(&self) -> Result<u64> {
        let status = self.read("status")?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        kib.map(|kib| kib << 10)
            .ok_or_else(|| Failure::Said("/proc has another shape".into()))
    }

    fn read(&self, file: &str) -> Result<String> {
        let id = self.child.id().unwrap_or_default();
        fs::read_to_string(format!("/proc/{id}/{file}"))
            .map_err(|error| Failure::Io("read /proc", error))
    }
}

/// Read to its end, so that the program never waits for us.
enum Pipe {
    Out(tokio::process::ChildStdout),
    Err(tokio::process::ChildStderr),
}

impl Pipe {
    async fn read(self, say: tokio::sync::mpsc::UnboundedSender<String>) {
        match self {
            Self::Out(pipe) => lines_of(pipe, say).await,
            Self::Err(pipe) => lines_of(pipe, say).await,
        }
    }
}

async fn lines_of(
    pipe: impl tokio::io::AsyncRead + Unpin,
    say: tokio::sync::mpsc::UnboundedSender<String>,
) {
    let mut lines = BufReader::new(pipe).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        // Once it runs nobody listens.
        let _ = say.send(line);
    }
}
