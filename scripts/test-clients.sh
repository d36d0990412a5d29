#!/usr/bin/env bash
# OpenAI's own clients, unchanged, against the real server.
. "$(dirname "$0")/lib.sh"

scripts/setup/clients.sh
export TOLLGATE_PYTHON_CLIENT=$python_client/bin/python
if cargo nextest --version >/dev/null 2>&1; then
  cargo nextest run --locked "${server_side[@]}" --run-ignored only -E 'test(official_clients)'
else
  cargo test --locked "${server_side[@]}" --test api official_clients -- --ignored
fi
