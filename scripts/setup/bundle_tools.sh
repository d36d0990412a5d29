#!/usr/bin/env bash
# wasm-opt and the CSS bundler, from npm.
. "$(dirname "$0")/../lib.sh"

. scripts/setup/npm.sh
npm_install frontend/bundle
[ -x frontend/bundle/node_modules/.bin/lightningcss ] ||
  fail "npm has no lightningcss for this kind of machine." "Its package is lightningcss-cli; see frontend/bundle/package.json."
say bundler "wasm-opt and lightningcss are there"
