//! The program `tollgate`.

// The type of a page is as deep as its elements are nested.
#![recursion_limit = "512"]

use clap::Parser;
use std::process::ExitCode;
use tollgate_server::commands::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // Before any thread starts: it may start the program again with another environment.
    tollgate::prepare_process();
    Cli::parse().run()
}
