//! The binary `tollgate`.

use clap::Parser;
use std::process::ExitCode;
use tollgate_server::commands::{Cli, run};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Before any thread starts: it may start the program again with another environment.
    #[cfg(feature = "local")]
    tollgate::provider::local::prepare_process();
    run(Cli::parse())
}
