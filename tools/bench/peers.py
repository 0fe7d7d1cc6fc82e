"""One peer of a benchmark, driven by lines of JSON: `peers.py FRAMEWORK THREADS [LIBRARY]`.

A framework is a module beside this one. Each request is a line, each gets one line back, {"error": ...} if
it failed:

    {"do": "modes", "case": C}                              -> {"modes": [...]}, none if it can't do the case
    {"do": "prepare", "case": C, "mode": M, "folder": F}    -> {"outputs": N}
    {"do": "measure", "case": C, "mode": M, "seconds": S}   -> {"median_us", "min_us", "samples": [ns, ...]}
    {"do": "compile", "case": C}                            -> {"seconds": ...}, a compile with nothing kept
    {"do": "forget"}                                        -> {}, frees what was prepared

The first line tells {"name", "version"}. `prepare` reads the inputs F/NAME.npy and writes what the mode
computes to F/FRAMEWORK-N.npy, in our order and layout.
"""

import gc
import importlib
import json
import os
import sys
import time
import traceback

FRAMEWORKS = {"torch": "torch_peer", "jax": "jax_peer", "onnx": "onnx_peer", "dnnl": "dnnl_peer"}


def limit_threads(framework, threads):
    """Says it in each framework's way, before it is loaded."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "DNNL_NUM_THREADS", "PJRT_NPROC"):
        os.environ[name] = str(threads)
    cpus = sorted(os.sched_getaffinity(0))
    if framework == "jax" and threads < len(cpus):
        # It has threads beside the pool whose size it lets us set.
        os.sched_setaffinity(0, cpus[-threads:])


def measure(call, seconds):
    clock = time.perf_counter_ns
    warm = clock() + int(seconds * 1e9 / 5)
    while clock() < warm:
        call()
    samples = []
    end = clock() + int(seconds * 1e9)
    before = clock()
    while before < end or not samples:
        before = clock()
        call()
        after = clock()
        samples.append(after - before)
        before = after
    ordered = sorted(samples)
    return {
        "median_us": ordered[len(ordered) // 2] / 1000,
        "min_us": ordered[0] / 1000,
        "samples": samples,
    }


class Peer:
    def __init__(self, framework, threads, library):
        self.framework = framework
        self.peer = importlib.import_module(FRAMEWORKS[framework]).Peer(threads, library)
        self.prepared = {}

    def prepare(self, request):
        import numpy

        folder = request["folder"]
        inputs = {
            name.removesuffix(".npy"): numpy.load(os.path.join(folder, name))
            for name in os.listdir(folder)
            if name.endswith(".npy") and "-" not in name
        }
        call, outputs = self.peer.prepare(request["case"], request["mode"], inputs)
        self.prepared[request["case"], request["mode"]] = call
        arrays = outputs(call())
        for number, array in enumerate(arrays):
            array = numpy.ascontiguousarray(array, dtype=numpy.float32)
            numpy.save(os.path.join(folder, f"{self.framework}-{number}.npy"), array)
        return {"outputs": len(arrays)}

    def answer(self, request):
        match request["do"]:
            case "modes":
                return {"modes": self.peer.modes(request["case"])}
            case "prepare":
                return self.prepare(request)
            case "measure":
                return measure(self.prepared[request["case"], request["mode"]], request["seconds"])
            case "compile":
                return {"seconds": self.peer.compile(request["case"])}
            case "forget":
                self.prepared.clear()
                getattr(self.peer, "forget", lambda: None)()
                gc.collect()
                return {}


def main():
    # Libraries print what they like; the answers keep a stream of their own.
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    framework, threads = sys.argv[1], int(sys.argv[2])
    limit_threads(framework, threads)
    peer = Peer(framework, threads, sys.argv[3] if len(sys.argv) > 3 else "")
    print(json.dumps({"name": peer.peer.NAME, "version": peer.peer.version}), file=answers)
    gc.disable()
    for line in sys.stdin:
        try:
            answer = peer.answer(json.loads(line))
        except Exception as e:  # a mode that can't be had is a figure that isn't there
            traceback.print_exc()
            answer = {"error": f"{type(e).__name__}: {e}".splitlines()[0][:200]}
        print(json.dumps(answer), file=answers)


if __name__ == "__main__":
    main()
