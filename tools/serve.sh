# shellcheck shell=bash
# Sourced by shell checks: a server of their own on a free loopback port, gone when the check ends.

# start_server FOLDER [STORE]: starts ./mind serve with its log in a folder, and its store in a fresh
# one there or where it is told; sets `port` and `server` (its process id).
start_server() {
  local log=$1/server.log
  local store=${2:-$1/store}
  [[ $# == 2 ]] || rm -rf "$store"
  mkdir -p "$1"
  MIND__METRICS__PORT=0 ./mind serve --port 0 --store "$store" >"$log" 2>&1 &
  server=$!
  trap 'kill "$server" 2>/dev/null || :; wait "$server" 2>/dev/null || :' EXIT
  for _ in {1..600}; do
    port=$(sed -n 's/.*listening on [^ ]*:\([0-9]*\).*/\1/p' "$log" | head -n 1)
    [[ -z $port ]] || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
  done
  echo "the server did not start:"
  cat "$log"
  return 1
}
