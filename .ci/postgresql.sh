#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own: on loopback, in a scratch folder, stopped by
# its id. The command finds it in PORTCHECK_POSTGRESQL (a URL) and PGPASSWORD. Without a server's
# programs, installed or from the system's packages, it says so and runs nothing.
# usage: .ci/postgresql.sh WORK_FOLDER COMMAND...
set -euo pipefail
work=$(mkdir -p "$1" && cd "$1" && pwd); shift

programs() { { command -v initdb || ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null || true; } | tail -n 1 | xargs -r readlink -f | xargs -r dirname; }

bin=$(programs)
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { timeout 60 apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 120 apt-get install -y -qq postgresql; } >"$work/apt.log" 2>&1 || true
  bin=$(programs)
fi
if [ -z "$bin" ]; then
  echo "no PostgreSQL here: its tests count as skipped"
  exit 0
fi

as=()
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
  as=(setpriv --reuid="$(id -u nobody)" --regid="$(id -g nobody)" --clear-groups --)
fi
data=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null && wait "$server" || true; rm -rf "$data"' EXIT
chmod 700 "$data"
export PGPASSWORD
PGPASSWORD=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
printf '%s' "$PGPASSWORD" >"$data/password"
[ ${#as[@]} = 0 ] || chown -R nobody "$data"
"${as[@]}" "$bin/initdb" -D "$data/db" -U portcheck -A scram-sha-256 -E UTF8 --locale=C \
  --no-sync --pwfile="$data/password" >"$work/initdb.log" 2>&1 || { cat "$work/initdb.log"; exit 1; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"${as[@]}" "$bin/postgres" -D "$data/db" -p "$port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= \
  >"$work/postgresql.log" 2>&1 &
server=$!
for _ in $(seq 1 300); do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
  kill -0 "$server" 2>/dev/null || { tail -n 20 "$work/postgresql.log"; exit 1; }
  sleep 0.1
done
export PORTCHECK_POSTGRESQL=postgresql://portcheck@127.0.0.1:$port/postgres
"$@"
