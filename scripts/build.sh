#!/usr/bin/env bash
# Leaves dist/tollgate: one file that holds everything it serves and runs from any folder.
. "$(dirname "$0")/lib.sh"

scripts/setup.sh build
scripts/bundle.sh
cargo build --locked --release -p tollgate-server --bin tollgate
install -m 755 "$CARGO_TARGET_DIR/release/tollgate" dist/tollgate
say build "dist/tollgate, $(du -h dist/tollgate | cut -f1)"
