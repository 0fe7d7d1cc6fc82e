#!/usr/bin/env python3
"""Holds values and gradients of MIND programs to those of PyTorch.

    gradients.py HOST:PORT [--only TEXT] [--markdown FILE]

calls a MIND server, so the stubs and examples/clients/python are on PYTHONPATH (tools/test.d/27-torch.sh
does all of it). Every case is a scalar loss. Its value and its gradient by each float input are compared
in f64 and f32 with PyTorch's in float64 and float32; for built-ins in f64 also the second derivative, by
way of the gradient's sum with weights. Two tensors agree if no element differs by more than the
tolerance times the largest absolute element of PyTorch's, and elements that are not finite are equal.
Fails on a mismatch, on a built-in of the language without a case, and when nothing was compared.
"""

import argparse
import re
import sys
import zlib
from pathlib import Path

import builtin_cases
import grpc
import numpy as np
import program_cases
import torch
from mind_client import Client

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent.parent
BUILTINS = "compiler/src/main/java/mind/compiler/check/builtins/Builtins.java"

# Of the largest element. In f64 what is beyond rounding is a wrong formula.
TOLERANCE = {"f64": 1e-9, "f32": 1e-5}


def difference(ours, theirs):
    """The largest difference by the largest element; infinite where the tensors don't compare."""
    ours, theirs = np.asarray(ours, np.float64), np.asarray(theirs, np.float64)
    if ours.shape != theirs.shape:
        return np.inf
    finite = np.isfinite(theirs)
    if not np.array_equal(ours[~finite], theirs[~finite], equal_nan=True):
        return np.inf
    if not finite.any():
        return 0.0
    error = np.abs(ours[finite] - theirs[finite]).max()
    if not np.isfinite(error):
        return np.inf
    largest = np.abs(theirs[finite]).max()
    return 0.0 if error == 0 else np.inf if largest == 0 else float(error / largest)


def is_float(array):
    return array.dtype == np.float64


def mind_type(array):
    element = {"f": "f32", "i": f"i{array.dtype.itemsize * 8}", "b": "bool"}[array.dtype.kind]
    return f"Tensor<{element}, {list(array.shape)}>" if array.shape else element


def parameters(inputs):
    return ", ".join(f"{name}: {mind_type(array)}" for name, array in inputs.items())


def in_dtype(source, dtype):
    """Sources say f32 throughout."""
    return re.sub(r"\bf32\b", dtype, source)


def cast(inputs, dtype):
    kind = np.float32 if dtype == "f32" else np.float64
    return {name: np.asarray(a, kind) if is_float(a) else a for name, a in inputs.items()}


class Case:
    """A loss: its source, its inputs in f64, and the same in PyTorch as a function of tensors by name."""

    def __init__(self, name, source, loss, inputs, wide=False):
        self.name, self.source, self.loss, self.inputs, self.wide = name, source, loss, inputs, wide

    def leaf(self, tensor):
        if not tensor.is_floating_point():
            return tensor
        return (tensor.double() if self.wide else tensor).requires_grad_()

    def compare(self, client, dtype):
        """By output, our difference from PyTorch."""
        inputs = cast(self.inputs, dtype)
        program = client.compile(in_dtype(self.source, dtype), entry="main", gradient=True)
        ours = client.execute(program.artifact, **inputs)
        leaves = {name: self.leaf(torch.from_numpy(a)) for name, a in inputs.items()}
        loss = self.loss(leaves)
        by = [name for name, leaf in leaves.items() if leaf.requires_grad]
        gradients = torch.autograd.grad(
            loss, [leaves[name] for name in by], allow_unused=True, materialize_grads=True
        )
        theirs = {"result": loss} | {f"grad.{name}": g for name, g in zip(by, gradients, strict=True)}
        if set(ours) != set(theirs):
            raise ValueError(f"outputs are {sorted(ours)} and not {sorted(theirs)}")
        return {name: difference(ours[name], theirs[name].numpy(force=True)) for name in theirs}


def seeded(name):
    """Random numbers of a case's own, so that other cases don't change them."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def first_order(name, case, inputs, function):
    """sum(f(inputs) * c): the gradient by c is f's value, those by the inputs its pull-back of c."""
    result = function({n: torch.from_numpy(a) for n, a in inputs.items()})
    signs = np.where(result.numpy() < 0, -1.0, 1.0)  # so that nothing cancels in the sum
    weights = {"c": seeded(name + " c").uniform(0.5, 1.5, signs.shape) * signs}
    source = (
        f"fn main({parameters(inputs | weights)}) -> f32 {{ {case.before}sum(({case.expression}) * c) }}\n"
    )
    return Case(
        name, source, lambda leaves: (function(leaves) * leaves["c"]).sum(), inputs | weights, case.wide
    )


def second_order(first, inputs):
    """The sum of first's gradients by the built-in's inputs, each with weights."""
    by = [name for name, a in inputs.items() if is_float(a)]
    rng = seeded(first.name + " d")
    weights = {f"d_{name}": rng.uniform(0.5, 1.5, inputs[name].shape) for name in by}
    names = ", ".join(f'"{name}"' for name in by)
    terms = " + ".join(f"sum(g.{i} * d_{name})" for i, name in enumerate(by))
    source = first.source.replace("fn main", "fn loss") + (
        f"fn main({parameters(first.inputs | weights)}) -> f32 {{\n"
        f"    let g = grad(loss, wrt=[{names}])({', '.join(first.inputs)});\n    {terms}\n}}\n"
    )

    def loss(leaves):
        gradients = torch.autograd.grad(
            first.loss(leaves),
            [leaves[name] for name in by],
            create_graph=True,
            allow_unused=True,
            materialize_grads=True,
        )
        return sum((g * leaves[f"d_{name}"]).sum() for name, g in zip(by, gradients, strict=True))

    return Case(first.name, source, loss, first.inputs | weights)


def drawn(client, draws):
    """What built-ins that draw give in MIND, by dtype, for PyTorch to go on with."""
    values = {torch.float32: {}, torch.float64: {}}
    for name, expression in draws.items():
        for dtype, kind in (("f32", torch.float32), ("f64", torch.float64)):
            program = client.compile(in_dtype(f"fn main() {{ {expression} }}\n", dtype), entry="main")
            values[kind][name] = torch.from_numpy(client.execute(program.artifact)["result"].copy())
    return values


def runs(client):
    """For each case its name and a comparison to make by column."""
    for name, (inputs, loss) in program_cases.CASES.items():
        name += ".mind"
        source = (FOLDER / "programs" / name).read_text()
        case = Case(name, source, loss, inputs(seeded(name)))
        yield name, {dtype: (case, dtype) for dtype in TOLERANCE}
    for case in builtin_cases.CASES:
        rng = seeded(case.name)
        inputs = {n: np.asarray(make(rng) if callable(make) else make) for n, make in case.inputs.items()}

        draws = drawn(client, case.draws)

        def function(leaves, case=case, draws=draws):
            given = [leaves[name] for name in case.inputs]
            kind = next(t.dtype for t in given if t.is_floating_point())
            return case.function(*given, **draws[kind])

        first = first_order(case.name, case, inputs, function)
        columns = {dtype: (first, dtype) for dtype in TOLERANCE}
        if case.second:
            columns["second"] = (second_order(first, inputs), "f64")
        yield case.name, columns


def builtins_without_case():
    """Built-ins of the compiler's table that no case names."""
    text = (ROOT / BUILTINS).read_text()
    table = set(re.findall(r'\b(?:put|floats|extreme)\(\s*"(\w+)"', text))
    if len(table) < 90:
        raise ValueError(f"found {len(table)} built-ins in {BUILTINS} alone")
    named = set(builtin_cases.WITHOUT_DERIVATIVE)
    for case in builtin_cases.CASES:
        named |= set(re.findall(r"\b(\w+)\(", case.before + case.expression))
    return sorted(table - named)


def text(value):
    return "" if value is None else "equal" if value == 0 else f"{value:.1e}"


def markdown(rows):
    lines = ["| case | f64 | f32 | second derivative, f64 |", "|---|---|---|---|"]
    for name, row in rows.items():
        cells = [text(row.get(column)) for column in ("f64", "f32", "second")]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def attempt(client, case, dtype):
    """The largest difference of a case, and what went wrong."""
    try:
        found = case.compare(client, dtype)
    except grpc.RpcError as e:
        return np.inf, [f"{e.code().name}: {e.details()}", case.source]
    except (RuntimeError, ValueError) as e:
        return np.inf, [str(e), case.source]
    bad = [f"{name}: {text(d)}" for name, d in found.items() if not d <= TOLERANCE[dtype]]
    return max(found.values()), bad


def judge(client, name, columns):
    """Compares a case by column and prints a line; the differences, and how many comparisons failed."""
    row, problems, failures = {}, [], 0
    for column, (case, dtype) in columns.items():
        row[column], bad = attempt(client, case, dtype)
        problems += [f"  {column}: {line}" for line in bad]
        failures += bool(bad)
    shown = "  ".join(f"{column} {text(value):7}" for column, value in row.items())
    print(f"{'FAILED' if failures else 'ok':7}{name:34} {shown}", *problems, sep="\n", flush=True)
    return row, failures


def main():
    options = argparse.ArgumentParser()
    options.add_argument("target", metavar="HOST:PORT")
    options.add_argument("--only", default="", metavar="TEXT", help="cases with this in their name")
    options.add_argument("--markdown", type=Path, metavar="FILE", help="write the differences as a table")
    options = options.parse_args()
    torch.set_num_threads(1)
    rows, failures = {}, 0
    with Client(options.target) as client:
        for name, columns in runs(client):
            if name in rows:
                raise ValueError(f"two cases are named {name}")
            if options.only in name:
                rows[name], failed = judge(client, name, columns)
                failures += failed
    missing = builtins_without_case()
    if missing:
        print("built-ins without a case:", ", ".join(missing))
    if options.markdown:
        options.markdown.write_text(markdown(rows))
    compared = sum(len(row) for row in rows.values())
    print(f"{len(rows)} cases, {compared} comparisons, {failures} failed")
    return 1 if failures or missing or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
