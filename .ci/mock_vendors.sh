#!/usr/bin/env bash
# Asks mock vendors that others wrote, over every dialect that they speak; see
# tests/providers/test_mock_vendors.py and tests/e2e/test_mocked_agents.py.
# Servers get free loopback ports, and are stopped by their id.
# usage: .ci/mock_vendors.sh WORK_FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mkdir -p "$1" && cd "$1" && pwd)
python=$PWD/.venv/bin/python
pids=()
trap 'for pid in ${pids[@]+"${pids[@]}"}; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done' EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

start() { # name, port, command...
  local name=$1 port=$2; shift 2
  "$@" >"$work/$name.log" 2>&1 &
  pids+=($!)
  for _ in $(seq 1 300); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo "$name listens on port $port"; return; fi
    kill -0 "${pids[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  echo "$name did not start:" >&2; tail -n 20 "$work/$name.log" >&2
  return 1
}

if command -v npm >/dev/null && command -v node >/dev/null; then
  npm install --prefix "$work/npm" --no-audit --no-fund --silent @copilotkit/aimock@1.43.0
  port=$(free_port)
  PYTHONPATH=tests/support:tests/servers "$python" tests/servers/mock_agents.py "$work/agents.json"
  # By path: the package's commands share a name with the other mock.
  start aimock "$port" node "$work/npm/node_modules/@copilotkit/aimock/dist/cli.js" -h 127.0.0.1 -p "$port" \
    -f tests/providers/mock_vendors/aimock.json -f "$work/agents.json" --validate-on-load --log-level warn
  export PORTCHECK_AIMOCK_URL=http://127.0.0.1:$port
else
  echo "no npm here: aimock is not asked, and its tests count as skipped"
fi

python3 -m venv --without-pip "$work/llmock"
python3 -m pip --python "$work/llmock/bin/python" install -q llmock==0.2.2 2>"$work/pip.log" \
  || { cat "$work/pip.log"; exit 1; }
port=$(free_port)
start llmock "$port" "$work/llmock/bin/llmock" serve --host 127.0.0.1 --port "$port" --log-level warning
export PORTCHECK_LLMOCK_URL=http://127.0.0.1:$port

"$python" -m pytest -q -rs tests/providers/test_mock_vendors.py tests/e2e/test_mocked_agents.py
