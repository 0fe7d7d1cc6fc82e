"""Judges StableHLO text: XLA's CPU client has to compute what the interpreter said.

    python stablehlo.py FOLDER

FOLDER is what `StableHloTest` in module `runtime` writes: an index, and for each case its text and
its runs. Every text is parsed, verified, compiled and run. Integers and bools have to be equal.
Floats agree in what is NaN, what is infinite and the sign of zeros, and differ by no more than a
tolerance times the size of the element or of the largest in its tensor, as the case says. Subnormal
numbers pass as zeros, which XLA takes them for.
"""

import json
import os
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# XLA hands large reductions to a library whose maximum and minimum lose NaNs, and simplifies x + 0 to
# x, which is wrong for -0. Modules run for less time than it takes to optimise them.
os.environ["XLA_FLAGS"] = (
    "--xla_cpu_experimental_ynn_fusion_type= --xla_disable_hlo_passes=algsimp"
    " --xla_backend_optimization_level=0"
)

import jax
import numpy as np
from jax._src.interpreters import mlir
from jaxlib import _jax, xla_client
from jaxlib.mlir import ir

TOLERANCE = {"float32": 1e-5, "float64": 1e-12}
DTYPES = {"bool": np.bool_, "i32": np.int32, "i64": np.int64, "f32": np.float32, "f64": np.float64}


def parse_type(text):
    """A type as the IR has it, `f32[2,3]`, as a dtype and a shape."""
    dtype, dims = re.fullmatch(r"(\w+)\[(.*)\]", text).groups()
    return np.dtype(DTYPES[dtype]), tuple(int(d) for d in dims.split(",") if d)


def take(data, types):
    """The tensors at the start of a buffer, and what follows them."""
    tensors = []
    for dtype, shape in map(parse_type, types):
        size = dtype.itemsize * int(np.prod(shape, dtype=np.int64))
        tensors.append(np.frombuffer(data[:size], dtype).reshape(shape))
        data = data[size:]
    return tensors, data


class Judge:
    def __init__(self):
        jax.config.update("jax_enable_x64", True)
        self.device = jax.devices("cpu")[0]
        self.context = mlir.make_ir_context()

    def compile(self, text):
        """An executable of a module's text, which has to verify."""
        with self.context:
            if not ir.Module.parse(text).operation.verify():
                raise ValueError("the module does not verify")
        devices = _jax.DeviceList((self.device,))
        return self.device.client.compile_and_load(text, devices, xla_client.CompileOptions())

    def run(self, executable, inputs):
        results = executable.execute_sharded([jax.device_put(x, self.device) for x in inputs])
        return [np.asarray(r[0]) for r in results.disassemble_into_single_device_arrays()]


def measure(expected, scale):
    """What differences are measured by; NaN and infinities have no size."""
    sizes = np.abs(np.where(np.isfinite(expected), expected, 0).astype(np.float64))
    return sizes if scale == "element" else sizes.max(initial=0)


def difference(expected, actual, scale):
    """What is wrong with a tensor, or None."""
    if (expected.dtype, expected.shape) != (actual.dtype, actual.shape):
        return f"{actual.dtype}{actual.shape} for {expected.dtype}{expected.shape}"
    same = (expected == actual) | ((expected != expected) & (actual != actual))
    if expected.dtype.kind == "f":
        allowed = TOLERANCE[expected.dtype.name] * measure(expected, scale) + np.finfo(expected.dtype).tiny
        with np.errstate(invalid="ignore", over="ignore"):
            near = np.abs(actual.astype(np.float64) - expected) <= allowed
        same |= np.isfinite(expected) & near
        zeros = (expected == 0) & (actual == 0)
        same &= ~zeros | (np.signbit(expected) == np.signbit(actual))
    if same.all():
        return None
    at = tuple(int(i) for i in np.argwhere(~same)[0])
    wrong = f"{(~same).sum()} of {same.size} elements"
    return f"{wrong}, first {actual[at]!r} for {expected[at]!r} at {at}"


def problems(judge, folder, case):
    """What is wrong with a case, line by line."""
    name = f"{case['file']}: {case['name']}"
    data = (folder / f"{case['file']}.bin").read_bytes()
    try:
        executable = judge.compile((folder / f"{case['file']}.mlir").read_text())
    except Exception as e:
        return [f"{name}: {e}"]
    wrong = []
    for run in range(case["runs"]):
        inputs, data = take(data, case["inputs"])
        expected, data = take(data, case["outputs"])
        actual = judge.run(executable, inputs)
        for number, (e, a) in enumerate(zip(expected, actual, strict=True)):
            problem = difference(e, a, case["scale"])
            if problem:
                wrong.append(f"{name}: run {run}, output {number}: {problem}")
    if data:
        wrong.append(f"{name}: {len(data)} bytes are left over")
    return wrong


def main(folder):
    cases = json.loads((folder / "index.json").read_text())
    judge = Judge()
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        wrong = sum(threads.map(lambda case: problems(judge, folder, case), cases), [])
    runs = sum(case["runs"] for case in cases)
    for line in wrong:
        print(line)
    print(f"stablehlo: {len(cases)} modules, {runs} runs compared, {len(wrong)} problems")
    return 1 if wrong or runs == 0 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
