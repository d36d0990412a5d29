#!/usr/bin/env bash
# The browser that the tests drive, with fonts.
. "$(dirname "$0")/../lib.sh"
. scripts/setup/apt.sh

# A browser that was named, or that a system without apt has, is taken as it is.
if [ -z "${CHROMIUM:-}" ] && have apt-get; then
  apt_install chromium fonts-noto-core fonts-noto-color-emoji || true
fi
if ! find_browser >/dev/null; then
  fail "The browser tests need Chromium." \
    "Install Chromium or Chrome from your system's packages (macOS: brew install --cask chromium)," \
    "or name one: CHROMIUM=/path/to/chromium make test"
fi
say browser "$(find_browser)"
