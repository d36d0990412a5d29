//! A throw-away Redis for tests: on a free port, with nothing kept on disk.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Longest time until it listens.
const START: Duration = Duration::from_secs(20);

pub(crate) struct RedisServer {
    process: Child,
    port: u16,
    dir: TempDir,
}

impl RedisServer {
    /// `None`, with a word about it, where the program is not installed.
    ///
    /// # Panics
    /// If it is not installed where `TOLLGATE_TEST_REDIS` is `required`, and if it does not start.
    pub(crate) fn start() -> Option<Self> {
        let is_there = Command::new("redis-server")
            .arg("--version")
            .stdout(Stdio::null())
            .status()
            .is_ok();
        if is_there {
            return Some(Self::started());
        }
        assert!(!is_required(), "redis-server is not installed");
        eprintln!("skipped: redis-server is not installed (Debian: apt-get install redis-server)");
        None
    }

    fn started() -> Self {
        // Somebody else may take a port that was free a moment ago.
        for _ in 0..10 {
            let port = free_port();
            let dir = TempDir::new().unwrap();
            let process = run(port, &dir);
            let mut server = Self { process, port, dir };
            if server.listens() {
                return server;
            }
        }
        panic!("redis-server does not start");
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Stops it as a failure of the machine would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts it again, at the same address.
    pub(crate) fn start_again(&mut self) {
        self.process = run(self.port, &self.dir);
        assert!(self.listens(), "redis-server does not start again");
    }

    fn listens(&mut self) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < START {
            if self.process.try_wait().unwrap().is_some() {
                return false;
            }
            if std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[expect(clippy::disallowed_methods, reason = "it belongs to the tests alone")]
fn is_required() -> bool {
    std::env::var("TOLLGATE_TEST_REDIS").is_ok_and(|value| value == "required")
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn run(port: u16, dir: &TempDir) -> Child {
    Command::new("redis-server")
        .args(["--port", &port.to_string()])
        .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .arg("--dir")
        .arg(dir.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}
