# Packages from npm. To be sourced after lib.sh.
# shellcheck shell=bash

# npm_install <folder>: what its package-lock.json says, unless that is there already.
npm_install() {
  local lock=$1/package-lock.json installed=$1/node_modules/.installed
  if cmp -s "$lock" "$installed"; then return; fi
  say npm "installing the packages of $1"
  npm ci --prefix "$1" --loglevel error --no-fund --no-audit >/dev/null ||
    fail "npm could not install the packages of $1." "Check the network, then: npm ci --prefix $1"
  cp "$lock" "$installed"
}
