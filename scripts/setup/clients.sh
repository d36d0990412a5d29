#!/usr/bin/env bash
# OpenAI's own clients, which the tests let talk to Tollgate: for Python in a folder of its own, for Node
# beside the test.
. "$(dirname "$0")/../lib.sh"
. scripts/setup/apt.sh
. scripts/setup/npm.sh

wanted=end2end/clients/python/requirements.txt

# Debian has it in a package of its own.
python3 -c 'import ensurepip' 2>/dev/null || apt_install python3-venv || true
if ! cmp -s "$wanted" "$python_client/.installed"; then
  say clients "installing OpenAI's client for Python"
  rm -rf "$python_client"
  mkdir -p "$tools"
  { python3 -m venv "$python_client" &&
    "$python_client/bin/pip" install --quiet --disable-pip-version-check -r "$wanted"; } ||
    fail "OpenAI's client for Python could not be installed." \
      "Check the network and that Python has venv and pip (Debian: apt-get install python3-venv)," \
      "then: python3 -m venv $python_client && $python_client/bin/pip install -r $wanted"
  cp "$wanted" "$python_client/.installed"
fi
npm_install end2end/clients/node
say clients "OpenAI's clients for Python and Node are there"
