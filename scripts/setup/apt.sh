# Debian's packages. To be sourced after lib.sh.
# shellcheck shell=bash

# apt_install <package>…: installs those that are missing. Fails where there is no apt.
apt_install() {
  local package missing=()
  have apt-get || return 1
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  say system "installing ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive sh -c \
    'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null' sh "${missing[@]}"
}
