#!/usr/bin/env bash
# peers.sh [--setup]: prints a line for each peer of `mind bench` that is installed: its name, the Python
# to run peers.py with, and for dnnl its library. With --setup it first installs what is missing, under
# the user's cache folder; PyTorch's environment is that of the judge of gradients.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. tools/python

torch=(mind-torch examples/clients/python/requirements.txt tools/judge/torch/requirements.txt)
others=(mind-bench tools/bench/requirements.txt)
dnnl=3.13-1.5.14
dnnl_folder=${XDG_CACHE_HOME:-$HOME/.cache}/mind-bench/dnnl-$dnnl

# oneDNN's library comes in a jar, through Maven: to the cache, not to our class path.
bring_dnnl() {
  [[ -f $dnnl_folder/complete ]] && return
  local platform
  platform=linux-$(uname -m)
  platform=${platform/aarch64/arm64}
  mkdir -p "$dnnl_folder"
  ./mvnw -q -N dependency:copy "-Dartifact=org.bytedeco:dnnl:$dnnl:jar:$platform" \
    "-DoutputDirectory=$dnnl_folder" >&2
  python3 -m zipfile -e "$dnnl_folder"/dnnl-*.jar "$dnnl_folder"
  touch "$dnnl_folder/complete"
}

if [[ ${1:-} == --setup ]]; then
  bring_python >&2
  bring_shared_environment "${torch[@]}" >&2
  bring_shared_environment "${others[@]}" >&2
  bring_dnnl || echo "oneDNN can't be had here" >&2
fi

command -v python3 >/dev/null || exit 0
shared_environment "${torch[@]}"
if [[ -f $environment/complete ]]; then
  echo "torch $environment/bin/python"
fi
shared_environment "${others[@]}"
if [[ -f $environment/complete ]]; then
  echo "jax $environment/bin/python"
  echo "onnx $environment/bin/python"
  if [[ -f $dnnl_folder/complete ]]; then
    echo "dnnl $environment/bin/python $(find "$dnnl_folder" -name 'libdnnl.so.3' | head -n 1)"
  fi
fi
