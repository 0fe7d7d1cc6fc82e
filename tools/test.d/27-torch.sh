#!/usr/bin/env bash
# PyTorch's autograd gives the values and gradients that programs have on a real server, of every built-in
# and of whole models: what tools/judge/torch/gradients.py compares, and docs/gradients.md tells.
# Arguments go to the script: --only TEXT, --markdown FILE.
# suite: compiler
set -euo pipefail

build=$PWD/target/torch
judge=tools/judge/torch
example=examples/clients/python

. tools/python
bring_python

# PyTorch takes gigabytes and minutes: its environment is in the user's cache, for all checkouts, until
# its packages or the Python change.
stamp=$(cat "$example/requirements.txt" "$judge/requirements.txt" <(python3 --version) | sha256sum | cut -c1-16)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/mind-torch
venv=$cache/$stamp
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
if [[ ! -f $venv/complete ]]; then
  echo "installing PyTorch to $venv"
  rm -rf "$venv"
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check -r "$judge/requirements.txt"
  touch "$venv/complete"
fi
exec 9>&-

rm -rf "$build/stubs"
mkdir -p "$build/stubs"
"$venv/bin/python" -m grpc_tools.protoc -I proto/src/main/proto \
  --python_out="$build/stubs" --grpc_python_out="$build/stubs" proto/src/main/proto/mind/v1/*.proto

. tools/serve.sh
./mind --help >/dev/null # builds, if this is the first use
start_server "$build"
PYTHONPATH=$build/stubs:$example PYTHONDONTWRITEBYTECODE=1 \
  "$venv/bin/python" "$judge/gradients.py" "127.0.0.1:$port" "$@"
