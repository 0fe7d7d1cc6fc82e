"""Compiles of the cases of `mind bench codegen`: a fresh function and its first call, with nothing kept."""

import time

import torch
from torch._inductor.utils import fresh_cache
from torch.nn import functional


def network(x, w1, b1, w2, b2, w3, b3):
    return functional.relu(functional.relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3


# Shapes of the tensors, in its own layout for images, and what is computed of them.
CASES = {
    "scalar_math": ([], lambda: torch.tensor(1 + 2 * 3 - 4 // 2)),
    "small_matmul": ([(10, 20), (20, 30)], lambda a, b: a @ b),
    "medium_matmul": ([(128, 256), (256, 512)], lambda a, b: a @ b),
    "large_matmul": ([(512, 1024), (1024, 512)], lambda a, b: a @ b),
    "medium_mlp": ([(128, 256), (256, 128), (128,)], lambda x, w, b: functional.relu(x @ w + b)),
    "large_network": ([(128, 784), (784, 512), (512,), (512, 256), (256,), (256, 10), (10,)], network),
    "conv2d": ([(1, 64, 56, 56), (64, 64, 3, 3)], lambda x, w: functional.relu(functional.conv2d(x, w))),
    "tensor_ops": ([(64, 64), (64, 64)], lambda x, y: functional.relu((x + y) * x)),
    "reductions": ([(128, 256)], lambda x: x.sum(dim=0).mean()),
    "reshape_ops": ([(32, 64)], lambda x: x.reshape(64, 32).t()),
}


def prepared(case):
    """The function of a case, and what it takes: the tensors of a script are its own, all 1."""
    shapes, f = CASES[case.removeprefix("grad_")]
    if case.startswith("grad_"):
        return torch.func.grad(lambda *a: f(*a).mean(), tuple(range(len(shapes)))), shapes
    return lambda: f(*(torch.ones(s) for s in shapes)), []


def seconds(case):
    torch._dynamo.reset()
    torch._inductor.config.force_disable_caches = True
    function, shapes = prepared(case)
    arguments = [torch.ones(s) for s in shapes]
    with fresh_cache():
        start = time.perf_counter()
        torch.compile(function)(*arguments)
        return time.perf_counter() - start
