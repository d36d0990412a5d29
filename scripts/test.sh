#!/usr/bin/env bash
# All tests: the server's side, the browser's side, and both together in a real browser.
. "$(dirname "$0")/lib.sh"

server_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked "${server_side[@]}"
  else
    cargo test --locked "${server_side[@]}"
  fi
}

browser_tests() {
  if [ ! -f end2end/package.json ]; then
    say browser "there are no browser tests yet"
    return
  fi
  . scripts/setup/npm.sh
  npm_install end2end
  cargo build --locked "${server_side[@]}" --bin tollgate --bin tollgate-scripted-provider
  CHROMIUM=$(find_browser) \
    TOLLGATE_BIN=$CARGO_TARGET_DIR/debug/tollgate \
    SCRIPTED_PROVIDER_BIN=$CARGO_TARGET_DIR/debug/tollgate-scripted-provider \
    npm --prefix end2end test
}

step "Set-up" scripts/setup.sh test
step "Bundle" scripts/bundle.sh
step "Server tests" server_tests
step "WASM check" cargo check --locked "${browser_side[@]}"
step "Browser tests" browser_tests
printf '\nAll tests passed in %d s.\n' "$SECONDS"
