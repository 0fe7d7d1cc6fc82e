"""Compiles of the cases of `mind bench codegen`: a fresh function, jit, lower, compile, with nothing kept."""

import time

import jax
from jax import numpy as jnp


def conv(x, w):
    layout = ("NHWC", "HWIO", "NHWC")
    return jax.nn.relu(jax.lax.conv_general_dilated(x, w, (1, 1), "VALID", dimension_numbers=layout))


def network(x, w1, b1, w2, b2, w3, b3):
    return jax.nn.relu(jax.nn.relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3


# Shapes of the tensors, and what is computed of them.
CASES = {
    "scalar_math": ([], lambda: 1 + 2 * 3 - 4 // 2),
    "small_matmul": ([(10, 20), (20, 30)], jnp.matmul),
    "medium_matmul": ([(128, 256), (256, 512)], jnp.matmul),
    "large_matmul": ([(512, 1024), (1024, 512)], jnp.matmul),
    "medium_mlp": ([(128, 256), (256, 128), (128,)], lambda x, w, b: jax.nn.relu(x @ w + b)),
    "large_network": ([(128, 784), (784, 512), (512,), (512, 256), (256,), (256, 10), (10,)], network),
    "conv2d": ([(1, 56, 56, 64), (3, 3, 64, 64)], conv),
    "tensor_ops": ([(64, 64), (64, 64)], lambda x, y: jax.nn.relu((x + y) * x)),
    "reductions": ([(128, 256)], lambda x: jnp.mean(jnp.sum(x, axis=0))),
    "reshape_ops": ([(32, 64)], lambda x: jnp.reshape(x, (64, 32)).T),
}


def mlp(sizes, changed):
    """Layers with relu between, tanh after the changed one; and its shapes."""
    shapes = [(32, sizes[0])]
    for i, o in zip(sizes, sizes[1:]):
        shapes += [(i, o), (o,)]
    layers = len(sizes) - 1

    def model(x, *parameters):
        for layer in range(1, layers + 1):
            w, b = parameters[2 * layer - 2 : 2 * layer]
            x = x @ w + b
            if layer < layers:
                x = jnp.tanh(x) if layer == changed else jax.nn.relu(x)
        return x

    return shapes, model


def prepared(case):
    """The function of a case, and what it takes: the tensors of a script are its own, all 1."""
    if case.startswith("mlp:"):
        sizes, changed = case.removeprefix("mlp:").split("/")
        shapes, f = mlp([int(s) for s in sizes.split("-")], int(changed))
        return lambda *a: f(*a), shapes
    shapes, f = CASES[case.removeprefix("grad_")]
    if case.startswith("grad_"):
        return jax.grad(lambda *a: jnp.mean(f(*a)), tuple(range(len(shapes)))), shapes
    return lambda: f(*(jnp.ones(s, jnp.float32) for s in shapes)), []


def seconds(case):
    jax.clear_caches()
    function, shapes = prepared(case)
    arguments = [jax.ShapeDtypeStruct(s, jnp.float32) for s in shapes]
    start = time.perf_counter()
    jax.jit(function).lower(*arguments).compile()
    return time.perf_counter() - start
