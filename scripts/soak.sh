#!/usr/bin/env bash
# The long forms of the tests of money: more operations, more repeats, more crashes. Takes an hour or so.
. "$(dirname "$0")/lib.sh"

scripts/setup.sh test
scripts/bundle.sh
export TOLLGATE_SOAK=1
for tests in ledger::tests race broken_store crashes limits; do
  step "$tests" cargo test --locked "${server_side[@]}" "$tests" -- --test-threads 2
done
