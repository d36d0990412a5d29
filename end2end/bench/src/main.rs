//! What the road adds to a call. Every measurement is taken twice in the same run, in turns: straight at the
//! scripted provider and through Tollgate, with a key, moderation, redaction and the ledger on. Both run as
//! processes of their own, so that what each costs can be told apart.

mod calls;
mod process;
mod report;
mod servers;

use calls::{Client, gaps, in_turns, many};
use clap::Parser;
use report::Report;
use servers::Servers;
use std::path::PathBuf;
use std::time::Duration;

#[derive(Parser)]
struct Options {
    /// The folder of the programs to measure, built in release.
    #[arg(long)]
    programs: PathBuf,
    /// Calls of each kind, one at a time.
    #[arg(long, default_value_t = 2_000)]
    calls: usize,
    /// Calls of each kind with sixteen at once.
    #[arg(long, default_value_t = 4_000)]
    burst: usize,
    /// Streams that are open at the same time.
    #[arg(long, default_value_t = 1_000)]
    streams: usize,
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{0}: {1}")]
    Io(&'static str, std::io::Error),
    #[error("a call failed: {0}")]
    Http(#[from] reqwest::Error),
    #[error("{0}")]
    Said(String),
}

pub(crate) type Result<T> = std::result::Result<T, Failure>;

#[tokio::main]
async fn main() -> Result<()> {
    let options = Options::parse();
    // A second one of the same process is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let servers = Servers::start(&options.programs).await?;
    let (direct, through) = (servers.direct()?, servers.through()?);
    let mut report = Report::default();

    in_turns(&direct, &through, 200, Client::plain).await?;
    let (a, b) = in_turns(&direct, &through, options.calls, Client::plain).await?;
    report.compare("plain call", a, b);
    let (a, b) = in_turns(&direct, &through, options.calls, Client::first_token).await?;
    report.compare("time to first token", a, b);
    let hits = in_turns(&through, &through, options.calls / 2, Client::known).await?;
    report.alone("plain call, from the cache", hits.1);
    let (a, b) = gaps(&direct, &through).await?;
    report.compare("gap between events, 20 ms apart", a, b);

    burst(&servers, &direct, &through, options.burst, &mut report).await?;
    open_streams(&servers, &through, options.streams, &mut report).await?;
    report.print().map_err(|error| Failure::Io("print", error))
}

/// What a call costs in processor time, sixteen at once.
async fn burst(
    servers: &Servers,
    direct: &Client,
    through: &Client,
    calls: usize,
    report: &mut Report,
) -> Result<()> {
    let before = servers.provider.cpu()?;
    many(direct, calls, 16).await?;
    let alone = servers.provider.cpu()? - before;
    let before = servers.tollgate.cpu()?;
    let took = many(through, calls, 16).await?;
    let cpu = servers.tollgate.cpu()? - before;
    let each = |cpu: Duration| cpu / u32::try_from(calls).unwrap_or(u32::MAX);
    report.say("processor time per call at 16 at once, Tollgate", each(cpu));
    report.say("the same, the scripted provider by itself", each(alone));
    let rate = calls as f64 / took.as_secs_f64();
    report.line("calls a second at 16 at once", format!("{rate:.0}"));
    Ok(())
}

/// What an open stream costs in memory.
async fn open_streams(
    servers: &Servers,
    through: &Client,
    streams: usize,
    report: &mut Report,
) -> Result<()> {
    let before = servers.tollgate.resident()?;
    let open = through.open(streams).await?;
    let during = servers.tollgate.resident()?;
    drop(open);
    let each = during.saturating_sub(before) / streams.max(1) as u64;
    let mib = |bytes: u64| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20));
    report.line("resident before", mib(before));
    report.line(
        &format!("resident with {streams} open streams"),
        mib(during),
    );
    report.line(
        "memory per open stream",
        format!("{:.1} KiB", each as f64 / 1024.0),
    );
    Ok(())
}
