#!/usr/bin/env bash
# Stories that a real browser plays against the real program.
. "$(dirname "$0")/lib.sh"
. scripts/setup/npm.sh

scripts/setup.sh test
scripts/bundle.sh
npm_install end2end
cargo build --locked "${server_side[@]}" --bin tollgate --bin tollgate-scripted-provider
CHROMIUM=$(find_browser) \
  TOLLGATE_BIN=$CARGO_TARGET_DIR/debug/tollgate \
  SCRIPTED_PROVIDER_BIN=$CARGO_TARGET_DIR/debug/tollgate-scripted-provider \
  npm --prefix end2end test
