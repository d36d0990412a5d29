#!/usr/bin/env bash
# Measures the ledger on SQLite: holds and charges a second, what admission adds, and what a million charges cost; and
# over HTTP the page over those, and what taking them all away takes.
. "$(dirname "$0")/lib.sh"

cargo test --locked --profile figures "${server_side[@]}" --lib --test api figures:: -- --ignored --nocapture --test-threads 1
