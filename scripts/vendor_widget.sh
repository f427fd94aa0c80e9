#!/bin/sh
# Copies the widget's third-party files out of the npm packages that package-lock.json pins (npm checks their hashes).
set -eu
cd "$(dirname "$0")/.."
npm ci --ignore-scripts --no-audit --no-fund
copy() { # package, file in it, folder here
  mkdir -p "$3"
  cp "node_modules/$1/$2" "$3/$(basename "$2")"
  cp "node_modules/$1/LICENSE" "$3/$1.LICENSE.txt"
}
copy socket.io-client dist/socket.io.esm.min.js bot/channels/web/static/vendor
copy axe-core axe.min.js tests/web/vendor
# The map of the sources is not served.
sed -i.old -e '/^\/\/# sourceMappingURL=/d' bot/channels/web/static/vendor/socket.io.esm.min.js
rm -f bot/channels/web/static/vendor/*.old
sha256sum bot/channels/web/static/vendor/* tests/web/vendor/* > scripts/vendored.sha256
echo "Done. Look at the changes before you commit them."
