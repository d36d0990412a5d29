//! Makes cargo see the bundled front end: in a release build it is part of the binary.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to build scripts through the environment"
)]

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A dev build reads the files where they stand.
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rerun-if-changed=../dist/site");
    }
}
