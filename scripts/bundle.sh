#!/usr/bin/env bash
# Builds what the browser loads, into dist/site. With --quick: for development, large but soon there.
. "$(dirname "$0")/lib.sh"

profile=wasm-release folder=wasm-release
if [ "${1:-}" = --quick ]; then profile=dev folder=debug; fi

cargo build --locked "${browser_side[@]}" --profile "$profile"
cargo build --locked "${server_side[@]}" --bin tollgate-bundle
"$CARGO_TARGET_DIR/debug/tollgate-bundle" "$@" "$CARGO_TARGET_DIR/$wasm_target/$folder/tollgate_frontend.wasm"
