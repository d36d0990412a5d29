#!/usr/bin/env bash
# All tests: of the server's side, the check of the browser's, and the stories that a real browser plays.
. "$(dirname "$0")/lib.sh"

server_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --locked "${server_side[@]}"
  else
    cargo test --locked "${server_side[@]}"
  fi
}

step "Set-up" scripts/setup.sh test
step "Bundle" scripts/bundle.sh
step "Server tests" server_tests
step "OpenAI's clients" scripts/test-clients.sh
step "WASM check" cargo check --locked "${browser_side[@]}"
step "Browser tests" scripts/test-browser.sh
printf '\nAll tests passed in %d s.\n' "$SECONDS"
