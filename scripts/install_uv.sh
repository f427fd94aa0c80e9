#!/bin/sh
# Puts the pinned uv into .tools/, whatever Python 3 the machine has and whether or not it has pip or venv.
set -eu
target=.tools
wanted="uv ${UV_VERSION:?}"

if [ -x "$target/bin/uv" ] && "$target/bin/uv" --version 2>/dev/null | grep -q "^$wanted"; then
  touch "$target/bin/uv"
  exit 0
fi
mkdir -p "$target/bin"

# A uv of the right version may be there already; a broken shim may be there as well, so ask it.
if found=$(command -v uv 2>/dev/null) && uv --version 2>/dev/null | grep -q "^$wanted"; then
  ln -sf "$found" "$target/bin/uv"
  exit 0
fi

python=$(command -v python3 || command -v python || true)
if [ -z "$python" ]; then
  echo "Python 3 is missing. Please install it (Debian: apt-get install python3) and try again." >&2
  exit 1
fi
echo "Installing uv $UV_VERSION (about 20 MB to download) ..."
hashes=scripts/uv.lock.txt
if "$python" -m venv "$target/venv" >/dev/null 2>&1 && [ -x "$target/venv/bin/pip" ]; then
  "$target/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$hashes"
  ln -sf ../venv/bin/uv "$target/bin/uv"
elif "$python" -m pip --version >/dev/null 2>&1; then
  "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --target "$target/lib" -r "$hashes"
  ln -sf ../lib/bin/uv "$target/bin/uv"
else
  echo "Python's venv and pip are missing. Please install one (Debian: apt-get install python3-venv) and try again." >&2
  exit 1
fi
