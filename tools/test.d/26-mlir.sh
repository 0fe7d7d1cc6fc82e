#!/usr/bin/env bash
# MLIR's own tools read what `--emit mlir` writes: mlir-opt verifies every operation and every example,
# with gradients, lowers them to LLVM, and mlir-cpu-runner's results have the interpreter's bits.
# `runtime/src/test/java/mind/laws/MlirCases.java` says what the cases are.
# suite: compiler
set -euo pipefail

build=$PWD/target/mlir
tools=/usr/lib/llvm-19/bin

# Brings the tools where it may; else says that they are missing.
if [[ ! -x $tools/mlir-opt || ! -x $tools/mlir-cpu-runner ]]; then
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq --no-install-recommends mlir-19-tools || :
  fi
  if [[ ! -x $tools/mlir-opt || ! -x $tools/mlir-cpu-runner ]]; then
    echo "mlir-19-tools is not installed"
    exit 77
  fi
fi

rm -rf "$build"
mkdir -p "$build"
./mvnw -q test-compile dependency:build-classpath -pl runtime -am \
  -Dmdep.includeScope=test -Dmdep.outputFile="$build/classpath"
"$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "runtime/target/test-classes:runtime/target/classes:$(<"$build/classpath")" \
  mind.laws.MlirCases "$build" examples | tee "$build/cases"
grep -qE '^[1-9][0-9]* functions to verify, [1-9][0-9]* cases to run$' "$build/cases"

"$tools/mlir-opt" --split-input-file "$build/verify.mlir" -o /dev/null

# Parts of a tensor are computed in place, so that no copy needs MLIR's runtime library.
passes=(
  -eliminate-empty-tensors
  -one-shot-bufferize='bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map'
  -cse -canonicalize
  -convert-linalg-to-loops -convert-scf-to-cf -expand-strided-metadata -lower-affine
  -convert-vector-to-llvm -convert-math-to-llvm -convert-arith-to-llvm
  -finalize-memref-to-llvm -convert-func-to-llvm -convert-cf-to-llvm -reconcile-unrealized-casts
)
modules=("$build"/run-*.expected)
for expected in "${modules[@]}"; do
  module=${expected%.expected}
  [[ -s $expected ]]
  "$tools/mlir-opt" "${passes[@]}" "$module.mlir" -o "$module.llvm.mlir"
  "$tools/mlir-cpu-runner" -e main -entry-point-result=void "$module.llvm.mlir" >"$module.actual"
  cmp "$expected" "$module.actual"
done
echo "${#modules[@]} modules gave the same bytes"
