#!/usr/bin/env bash
# Measures what the road adds to a call. Everything is built in release, which takes long the first time.
. "$(dirname "$0")/lib.sh"

scripts/setup.sh build
scripts/bundle.sh
cargo build --locked --release -p tollgate-server -p tollgate-scripted-provider -p tollgate-bench --bins
# A thousand open streams are two thousand sockets.
ulimit -n "$(ulimit -Hn)"
"$CARGO_TARGET_DIR/release/tollgate-bench" --programs "$CARGO_TARGET_DIR/release" "$@"
