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

# PyTorch takes gigabytes and minutes.
bring_shared_environment mind-torch "$example/requirements.txt" "$judge/requirements.txt"

rm -rf "$build/stubs"
mkdir -p "$build/stubs"
"$environment/bin/python" -m grpc_tools.protoc -I proto/src/main/proto \
  --python_out="$build/stubs" --grpc_python_out="$build/stubs" proto/src/main/proto/mind/v1/*.proto

. tools/serve.sh
./mind --help >/dev/null # builds, if this is the first use
start_server "$build"
PYTHONPATH=$build/stubs:$example PYTHONDONTWRITEBYTECODE=1 \
  "$environment/bin/python" "$judge/gradients.py" "127.0.0.1:$port" "$@"
