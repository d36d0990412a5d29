#!/usr/bin/env bash
# Redis, which tests start for themselves. Without it they skip what needs it.
. "$(dirname "$0")/../lib.sh"
. scripts/setup/apt.sh

have redis-server || apt_install redis-server || true
if have redis-server; then
  say redis "$(redis-server --version | cut -d' ' -f1-3)"
else
  say redis "not there: tests that need it are skipped (macOS: brew install redis)"
fi
