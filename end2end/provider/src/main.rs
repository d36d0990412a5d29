//! Runs the scripted provider for tests that are not in its process.

use std::error::Error;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};
use tollgate_scripted_provider::ScriptedProvider;

#[derive(Parser)]
#[command(
    about = "A provider for tests that answers from a script and misbehaves on demand.",
    version
)]
struct Arguments {
    /// Port 0 is a free one; the first line of the output says which.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// A folder with recorded traffic and its manifest.jsonl.
    #[arg(long)]
    recordings: Option<PathBuf>,
    /// A folder with samples of the same form.
    #[arg(long)]
    samples: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // A closed standard error leaves nobody to tell.
            let _ = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut builder = ScriptedProvider::builder().listen(arguments.listen);
    for folder in arguments.samples.iter().chain(&arguments.recordings) {
        builder = builder.fixtures(folder);
    }
    let provider = builder.start().await?;
    let mut stdout = std::io::stdout();
    writeln!(stdout, "{}", provider.base_url())?;
    stdout.flush()?;

    let mut terminated = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminated.recv() => {}
    }
    provider.shutdown().await;
    Ok(())
}
