#!/usr/bin/env bash
# Installs PostgreSQL for the tests of `gapmap serve`, from Debian's or Ubuntu's own packages.
set -euo pipefail

if compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null; then
  echo "The tests of gapmap serve use the PostgreSQL that is installed."
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "No PostgreSQL, and no apt-get to install it with: install PostgreSQL by hand." >&2
  exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
  echo "No PostgreSQL, and only root may install it: sudo apt-get install postgresql" >&2
  exit 1
fi
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends --yes postgresql >/dev/null
echo "Installed PostgreSQL."
