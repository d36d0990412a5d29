#!/usr/bin/env bash
# cargo-deny, which checks licences, sources and advisories. Built once per machine.
. "$(dirname "$0")/../lib.sh"

version=0.20.2
if [ "$("$tools/bin/cargo-deny" --version 2>/dev/null)" != "cargo-deny $version" ]; then
  say tools "building cargo-deny $version, once (some minutes)"
  # It runs for a second at a time: what counts is how long it takes to build.
  CARGO_TARGET_DIR=$tools/build CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    cargo install --quiet --locked --root "$tools" "cargo-deny@$version" ||
    fail "cargo-deny $version could not be built." "Check the network, then: cargo install --locked cargo-deny@$version"
  rm -rf "$tools/build"
fi
say tools "cargo-deny $version is there"
