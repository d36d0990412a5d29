//! The real program, as an operator starts it.

use crate::browser::{Browser, PATIENCE};
use crate::test_app::{PROVIDER_KEY, providers};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;
use tollgate_scripted_provider::ScriptedProvider;

/// A server that runs. It is killed when this is dropped.
pub struct Program {
    child: Child,
    lines: Receiver<String>,
    pub url: String,
    /// Everything that it has said so far, as far as it was looked at.
    pub log: String,
}

/// The program in this folder, with nothing of our own environment.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tollgate"));
    command
        .env_clear()
        .current_dir(folder)
        .env("TOLLGATE_LISTEN", "127.0.0.1:0")
        .env("SCRIPTED_KEY", PROVIDER_KEY);
    command
}

/// Runs it to its end.
pub fn run(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end without reading.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// Has the program in this folder ask this provider.
pub fn configure(folder: &Path, provider: &ScriptedProvider) {
    std::fs::write(folder.join("tollgate.toml"), providers(provider)).unwrap();
}

impl Program {
    /// Starts to serve, and waits until it does.
    pub fn start(folder: &Path) -> Self {
        Self::spawn(&mut command(folder))
    }

    pub fn spawn(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        let (say, lines) = channel();
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                if say.send(line).is_err() {
                    return;
                }
            }
        });
        let mut program = Self {
            child,
            lines,
            url: String::new(),
            log: String::new(),
        };
        let line = program.wait_for("listening on ");
        let url = line.split("listening on ").nth(1).unwrap();
        program.url = url.split(',').next().unwrap().to_owned();
        program
    }

    /// The next line that holds this.
    pub fn wait_for(&mut self, text: &str) -> String {
        let start = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(start.elapsed());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("it never said {text:?}, but:\n{}", self.log);
            };
            self.log += &line;
            self.log.push('\n');
            if line.contains(text) {
                return line;
            }
        }
    }

    /// The secret of the link that makes the first admin.
    pub fn setup_secret(&mut self) -> String {
        let line = self.wait_for("/join/");
        line.split("/join/").nth(1).unwrap().trim().to_owned()
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&self.url)
    }

    /// The number of its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// As when the power fails.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, as an operator does.
    pub fn terminate(&self) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(sent.success());
    }

    /// Its exit code, and everything it said.
    pub fn wait(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        while let Ok(line) = self.lines.recv() {
            self.log += &line;
            self.log.push('\n');
        }
        (code, std::mem::take(&mut self.log))
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
