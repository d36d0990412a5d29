#!/usr/bin/env bash
# The standard library for WebAssembly: from rustup, else from Debian's compiler for browsers.
. "$(dirname "$0")/../lib.sh"
. scripts/setup/apt.sh

# Debian ships a recent compiler and its library as source for its own browsers; the library is compiled
# here, once.
from_debian() {
  local work libraries=/usr/lib/rustlib/$wasm_target/lib
  apt_install rustc-web cargo-web rust-web-src rust-web-llvm rust-web-clippy lld-22 || return 1
  work=$(mktemp -d)
  (
    cd "$work"
    export PATH=/usr/bin:$PATH CARGO_TARGET_DIR=$work/target RUSTC_BOOTSTRAP=1
    cargo init --quiet --lib --vcs none --name empty
    printf '\n[lib]\ncrate-type = ["cdylib"]\n' >>Cargo.toml
    : >src/lib.rs
    cargo build --quiet --release --target "$wasm_target" -Zbuild-std=std,panic_abort
    as_root mkdir -p "$libraries"
    as_root cp "target/$wasm_target/release/deps/"*.rlib "$libraries/"
  )
  rm -rf "$work"
  has_wasm /usr/bin/rustc
}

if has_wasm rustc; then
  say wasm "the $wasm_target library is there"
elif have rustup && timeout 300 rustup target add "$wasm_target"; then
  say wasm "rustup has added $wasm_target"
elif from_debian; then
  say wasm "Debian's compiler has the $wasm_target library now, and compiles everything"
else
  fail "The Rust compiler cannot make WebAssembly." \
    "Run: rustup target add $wasm_target" \
    "Without rustup, install your system's Rust 1.95 or newer with its $wasm_target library."
fi
