#!/usr/bin/env bash
# The same source gives the same artifact in another folder, locale, time zone and store, and a
# training the same weights.
set -euo pipefail

build=$PWD/target/same-everywhere
root=$PWD
rm -rf "$build"
mkdir -p "$build/one" "$build/two/deeper"
cp examples/spiral.mind "$build/one/spiral.mind"
cp examples/spiral.mind "$build/two/deeper/renamed.mind"

# results FOLDER FILE: what a user in that folder gets, with what depends on time left out.
results() {
  cd "$1"
  "$root/mind" compile "$2" --entry step --dim n=32 --emit ir,llvm,obj -o forms --store store --json \
    2>/dev/null | sed -e 's/"timings_us":{[^}]*}//' -e 's/"files":{[^}]*}//'
  sha256sum forms/*
  "$root/mind" train "$2" --steps 30 --store store --json 2>/dev/null |
    sed -e 's/"train_us":[0-9]*//' -e 's/"cache":{[^}]*}//'
}

(LC_ALL=C TZ=UTC results "$build/one" spiral.mind) >"$build/one.txt"
# Turkish has another upper case of i, and another decimal sign; Kiritimati another day.
(
  export LC_ALL=tr_TR.UTF-8 LANG=tr_TR.UTF-8 TZ=Pacific/Kiritimati
  export MIND_JAVA_OPTS='-Duser.language=tr -Duser.country=TR -Duser.timezone=Pacific/Kiritimati'
  results "$build/two/deeper" renamed.mind
) >"$build/two.txt"
diff "$build/one.txt" "$build/two.txt"
grep -q '"cache":"miss"' "$build/one.txt"
cat "$build/one.txt"
