#!/usr/bin/env bash
# Stops what start.sh STATE started, by its process ids.
state=$1
postgres=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
[ -e "$state/node.pid" ] && kill "$(cat "$state/node.pid")" 2>/dev/null
[ -e "$state/redis.pid" ] && kill "$(cat "$state/redis.pid")" 2>/dev/null
if [ -e "$state/database" ]; then
  database=$(cat "$state/database")
  stop="$postgres/pg_ctl -D $database/data stop -m immediate"
  if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$stop"; else sh -c "$stop"; fi >/dev/null 2>&1
  rm -rf "$database"
fi
exit 0
