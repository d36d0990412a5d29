#!/usr/bin/env bash
# Gets what is missing, in one line each: setup.sh run|test|check|build|all
. "$(dirname "$0")/lib.sh"

case "${1:-all}" in
  build) parts=(programs wasm bundle_tools) ;;
  run) parts=(programs wasm bundle_tools models) ;;
  test) parts=(programs wasm bundle_tools models browser redis clients) ;;
  check) parts=(programs wasm check_tools) ;;
  all) parts=(programs wasm bundle_tools models browser redis clients check_tools) ;;
  *) fail "setup.sh knows run, test, check, build and all, not '$1'." ;;
esac

for part in "${parts[@]}"; do
  "scripts/setup/$part.sh"
done
