#!/usr/bin/env bash
# Serves Tollgate from this folder, after setting up what is missing. Arguments go to `tollgate serve`.
. "$(dirname "$0")/lib.sh"

scripts/setup.sh run
scripts/bundle.sh
cargo build --locked "${server_side[@]}" --bin tollgate
exec "$CARGO_TARGET_DIR/debug/tollgate" serve "$@"
