#!/usr/bin/env bash
# A server killed in the middle of compiles loses and corrupts nothing: the next one on the same store
# gives the same artifacts and results as a server with a store of its own.
set -euo pipefail

build=$PWD/target/kill
rm -rf "$build"
mkdir -p "$build"
. tools/serve.sh

programs=(1 2 3 4)
# A program of many kernels, so that a compile takes a while; its number makes it another program.
program() {
  echo "fn main() -> Tensor<f32, [16, 16]> {"
  echo "    let a0 = randn([16, 16], key=$1);"
  for i in {1..12}; do
    echo "    let a$i = softmax(tanh(a$((i - 1)) @ a0 + $1.$i), axis=1);"
  done
  echo "    a12"
  echo "}"
}
for p in "${programs[@]}"; do program "$p" >"$build/$p.mind"; done

# results FILE OPTION..: a program's artifact and outputs.
results() {
  ./mind run "$@" --json 2>/dev/null |
    sed -n 's/.*"artifact":"\([^"]*\)".*"outputs":\(.*\)/\1 \2/p'
}
stored() {
  find "$store/data" -type f 2>/dev/null | wc -l
}

for p in "${programs[@]}"; do
  results "$build/$p.mind" --store "$build/own-store" >"$build/$p.expected"
  grep -q '^sha256:.*"data"' "$build/$p.expected"
done

store=$build/store
cut_short=0
for delay in 0 0.1; do
  start_server "$build" "$store"
  before=$(stored)
  clients=()
  for p in "${programs[@]}"; do
    ./mind compile "$build/$p.mind" --server "127.0.0.1:$port" >/dev/null 2>&1 &
    clients+=($!)
  done
  # The first artifact is being written, the others are being compiled.
  for _ in {1..500}; do
    (($(stored) == before)) || break
    sleep 0.01
  done
  sleep "$delay"
  kill -9 "$server"
  wait "$server" 2>/dev/null || :
  for client in "${clients[@]}"; do wait "$client" || cut_short=$((cut_short + 1)); done
done
echo "$cut_short compiles were cut short"
((cut_short > 0))

start_server "$build" "$store"
for p in "${programs[@]}"; do
  results "$build/$p.mind" --server "127.0.0.1:$port" >"$build/$p.actual"
  diff "$build/$p.expected" "$build/$p.actual"
done
