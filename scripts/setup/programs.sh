#!/usr/bin/env bash
# The programs that everything else builds on.
. "$(dirname "$0")/../lib.sh"
. scripts/setup/apt.sh

have cargo || fail "Rust is missing." "Install it with rustup: https://rustup.rs"
have node && have npm || fail "Node.js with npm is missing." "Install version 20 or newer: https://nodejs.org"
have python3 || fail "Python 3 is missing." "Install it: https://www.python.org (Debian: apt-get install python3-pip)"

# SQLite, TLS and the allocator are C.
have cc || apt_install gcc libc6-dev || fail "A C compiler is missing." \
  "Fedora: dnf install gcc    macOS: xcode-select --install    Alpine: apk add build-base"

say programs "$(rustc --version | cut -d' ' -f1,2), node $(node --version), $(python3 --version), cc"
