#!/usr/bin/env bash
# Serves Tollgate and builds it again whenever a source file changes. Ctrl-C ends it.
. "$(dirname "$0")/lib.sh"

sources=(Cargo.toml Cargo.lock src app frontend/src frontend/bundle/src server style public migrations)
mark=$(mktemp)
server=

stop() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  [ -z "$server" ] || wait "$server" 2>/dev/null || true
  server=
}
trap 'stop; rm -f "$mark"' EXIT
trap 'exit 0' INT TERM

build() {
  scripts/bundle.sh --quick && cargo build --locked "${server_side[@]}" --bin tollgate
}

changed() {
  local path there=()
  for path in "${sources[@]}"; do
    [ ! -e "$path" ] || there+=("$path")
  done
  [ -n "$(find "${there[@]}" -newer "$mark" -type f -print -quit)" ]
}

scripts/setup.sh run
while true; do
  touch "$mark"
  if build; then
    stop
    "$CARGO_TARGET_DIR/debug/tollgate" serve "$@" &
    server=$!
  else
    say dev "the build failed; the last good one goes on"
  fi
  until changed; do sleep 1; done
done
