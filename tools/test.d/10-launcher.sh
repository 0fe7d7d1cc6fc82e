#!/usr/bin/env bash
# The launcher: runs from any folder and by a link, keeps standard output clean, builds only once.
set -euo pipefail
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

./mind --help >/dev/null 2>&1 || true # builds, if this is the first use
ln -s "$root/mind" "$scratch/mind"
cd "$scratch"

JAVA_HOME='' ./mind --help >out 2>err || true
if grep -q '^building' err; then
  echo "a second start builds again"
  exit 1
fi

status=0
./mind no-such-command >out 2>err || status=$?
[[ $status == 2 ]] || { echo "a usage error exits with $status, not 2"; exit 1; }
[[ ! -s out ]] || { echo "a usage error writes to standard output:"; cat out; exit 1; }
[[ -s err ]] || { echo "a usage error says nothing"; exit 1; }
