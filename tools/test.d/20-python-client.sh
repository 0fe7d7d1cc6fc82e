#!/usr/bin/env bash
# Runs the Python example against a real server: stubs made by grpcio-tools, packages in the build
# folder.
set -euo pipefail

build=$PWD/target/python
example=examples/clients/python

# Brings python3 with venv where it may; else says that it is missing.
if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3 python3-venv
  else
    echo "python3 with venv is not installed"
    exit 77
  fi
fi

# The environment is kept until its packages or the Python change.
stamp=$(cat "$example/requirements.txt" <(python3 --version) | sha256sum | cut -c1-16)
if [[ ! -f $build/venv/$stamp ]]; then
  rm -rf "$build/venv"
  mkdir -p "$build"
  python3 -m venv "$build/venv"
  "$build/venv/bin/pip" install --quiet --disable-pip-version-check -r "$example/requirements.txt"
  touch "$build/venv/$stamp"
fi

rm -rf "$build/stubs"
mkdir -p "$build/stubs"
"$build/venv/bin/python" -m grpc_tools.protoc -I proto/src/main/proto \
  --python_out="$build/stubs" --grpc_python_out="$build/stubs" proto/src/main/proto/mind/v1/*.proto

. tools/serve.sh
start_server "$build"
PYTHONPATH=$build/stubs PYTHONDONTWRITEBYTECODE=1 \
  "$build/venv/bin/python" "$example/example.py" "127.0.0.1:$port"
