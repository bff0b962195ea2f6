#!/usr/bin/env bash
# Installs Chromium for the tests of the page, from Debian's or Ubuntu's own packages.
set -euo pipefail

for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null; then
    echo "The tests of the page use $(command -v "$name")."
    exit 0
  fi
done
if ! command -v apt-get >/dev/null; then
  echo "No Chromium, and no apt-get to install it with: install Chromium by hand." >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "No Chromium, and only root may install it: sudo apt-get install chromium" >&2
  exit 1
fi
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends --yes chromium >/dev/null
echo "Installed Chromium."
