# What all scripts share. To be sourced; it ends up in the root of the repository.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# One folder for all builds, so that nothing is compiled twice.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}
export TOLLGATE_MODELS_DIR=${TOLLGATE_MODELS_DIR:-$root/models}
# Programs that are built once per machine.
tools=${TOLLGATE_TOOLS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/tollgate/tools}
PATH=$tools/bin:$PATH
# shellcheck disable=SC2034 # used by those who source this
python_client=$tools/openai-python

wasm_target=wasm32-unknown-unknown

# The packages of the server's side are always named together, so that cargo settles on one set of features
# for what they depend on. The browser's side must never be among them: it wants `hydrate`, they want `ssr`.
# shellcheck disable=SC2034 # used by those who source this
server_side=(-p tollgate -p tollgate-app -p tollgate-server -p tollgate-scripted-provider -p tollgate-bundle
  -p tollgate-bench
  --features tollgate/local,tollgate-app/ssr)
# shellcheck disable=SC2034
browser_side=(-p tollgate-frontend --target "$wasm_target")

say() { printf '%-10s %s\n' "$1" "$2"; }

# fail <what is wrong> [<what to do>…]
fail() {
  printf '\n%s\n' "$1" >&2
  shift
  [ $# -eq 0 ] || printf '  %s\n' "$@" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# The browser that tests drive: the one that CHROMIUM names, else the system's.
find_browser() {
  local name
  for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome; do
    if command -v "$name"; then return; fi
  done
  return 1
}

# step <title> <command…>: runs it and says how long it took.
step() {
  local title=$1 start=$SECONDS
  shift
  printf '\n== %s\n' "$title"
  "$@"
  printf '== %s: %d s\n' "$title" $((SECONDS - start))
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    fail "This needs root: $*" "Run it as root, then start again."
  fi
}

# has_wasm <rustc>: whether this compiler has the standard library for the browser.
has_wasm() {
  local libraries
  libraries=$("$1" --print target-libdir --target "$wasm_target" 2>/dev/null) &&
    compgen -G "$libraries/libcore-*.rlib" >/dev/null
}

# Server and WASM share one compiler, or nothing they both need is shared. Where only the system's compiler
# can make WASM (see setup/wasm.sh), it compiles everything.
if have rustc && ! has_wasm rustc && [ -x /usr/bin/rustc ] && has_wasm /usr/bin/rustc; then
  PATH=/usr/bin:$PATH
fi
export PATH
