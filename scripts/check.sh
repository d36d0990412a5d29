#!/usr/bin/env bash
# What needs no run: format, lints of both sides, dependencies, the layers of the interface.
. "$(dirname "$0")/lib.sh"

deny() {
  cargo deny --locked check bans licenses sources
  # Advisories change without us, so their database comes from the network.
  if timeout 120 cargo deny --locked fetch db >/dev/null 2>&1; then
    cargo deny --locked --offline check advisories
  else
    say advisories "NOT checked: their database cannot be fetched from here"
  fi
}

step "Set-up" scripts/setup.sh check
step "Format" cargo fmt --all --check
step "Lints, server" cargo clippy --locked "${server_side[@]}" --all-targets -- -D warnings
step "Lints, browser" cargo clippy --locked "${browser_side[@]}" -- -D warnings
step "Dependencies" deny
step "Layers" cargo test --locked "${server_side[@]}" --test layers
printf '\nAll checks passed in %d s.\n' "$SECONDS"
