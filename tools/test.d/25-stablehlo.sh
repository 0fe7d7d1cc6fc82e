#!/usr/bin/env bash
# XLA's CPU client computes what our interpreter says, from the StableHLO text of every operation, of
# every function in examples/ and of their gradients: what tools/judge/stablehlo.py compares.
# suite: compiler
set -euo pipefail

build=$PWD/target/judge
cases=runtime/target/stablehlo
requirements=tools/judge/requirements.txt

. tools/python
bring_python
bring_packages "$build" "$requirements"

# `./mind test` has just written the cases; where this check runs alone, their test writes them now.
if [[ -z ${MIND_NOT_RUN:-} ]]; then
  ./mvnw -q test -pl runtime -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=StableHloTest
fi
PYTHONDONTWRITEBYTECODE=1 "$build/venv/bin/python" tools/judge/stablehlo.py "$cases"
