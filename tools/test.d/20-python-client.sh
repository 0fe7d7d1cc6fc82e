#!/usr/bin/env bash
# Runs the Python example against a real server: stubs made by grpcio-tools, packages in the build
# folder.
set -euo pipefail

build=$PWD/target/python
example=examples/clients/python

. tools/python
bring_python
bring_packages "$build" "$example/requirements.txt"

rm -rf "$build/stubs"
mkdir -p "$build/stubs"
"$build/venv/bin/python" -m grpc_tools.protoc -I proto/src/main/proto \
  --python_out="$build/stubs" --grpc_python_out="$build/stubs" proto/src/main/proto/mind/v1/*.proto

. tools/serve.sh
start_server "$build"
PYTHONPATH=$build/stubs PYTHONDONTWRITEBYTECODE=1 \
  "$build/venv/bin/python" "$example/example.py" "127.0.0.1:$port"
