#!/bin/bash
# Ends what start.sh began in FOLDER, by its process ids.
set -u
while read -r pid; do
    kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
done <"$1/pids"
