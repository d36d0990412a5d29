#!/usr/bin/env bash
# Measures the ledger on SQLite: holds and charges a second, what admission adds, and what a million charges cost.
. "$(dirname "$0")/lib.sh"

cargo test --locked --release "${server_side[@]}" figures:: -- --ignored --nocapture --test-threads 1
