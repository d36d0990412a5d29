//! A release build embeds the files in `dist/site`, so it is built again when they change. A debug build
//! reads them when it runs and needs nothing.

fn main() {
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let watched = if release { "../dist/site" } else { "build.rs" };
    #[expect(clippy::print_stdout, reason = "so do build scripts answer cargo")]
    {
        println!("cargo::rerun-if-changed={watched}");
    }
}
