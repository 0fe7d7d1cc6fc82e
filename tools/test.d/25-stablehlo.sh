#!/usr/bin/env bash
# XLA's CPU client computes what our interpreter says, from the StableHLO text of every operation, of
# every function in examples/ and of their gradients: what tools/judge/stablehlo.py compares.
# suite: compiler
set -euo pipefail

build=$PWD/target/judge
cases=runtime/target/stablehlo
requirements=tools/judge/requirements.txt

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
stamp=$(cat "$requirements" <(python3 --version) | sha256sum | cut -c1-16)
if [[ ! -f $build/venv/$stamp ]]; then
  rm -rf "$build/venv"
  mkdir -p "$build"
  python3 -m venv "$build/venv"
  "$build/venv/bin/pip" install --quiet --disable-pip-version-check -r "$requirements"
  touch "$build/venv/$stamp"
fi

# `./mind test` has just written the cases; where this check runs alone, their test writes them now.
if [[ -z ${MIND_NOT_RUN:-} ]]; then
  ./mvnw -q test -pl runtime -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=StableHloTest
fi
PYTHONDONTWRITEBYTECODE=1 "$build/venv/bin/python" tools/judge/stablehlo.py "$cases"
