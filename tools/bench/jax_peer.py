"""JAX: jax.jit, with the weights as arguments and as constants.

Donation is not among the modes: a donated input is gone after the call, and these are used again.
"""

import os

os.environ["JAX_PLATFORMS"] = "cpu"

import jax
from jax import numpy as jnp

NHWC, NCHW = ("NHWC", "HWIO", "NHWC"), ("NCHW", "OIHW", "NCHW")


def large_matmul(x, w):
    return x @ w


def mlp(x, w1, b1, w2, b2, w3, b3):
    return jax.nn.relu(jax.nn.relu(x @ w1 + b1) @ w2 + b2) @ w3 + b3


def conv(layout):
    last = layout is NHWC
    window = (1, 2, 2, 1) if last else (1, 1, 2, 2)

    def block(x, w, b):
        y = jax.lax.conv_general_dilated(x, w, (1, 1), "SAME", dimension_numbers=layout)
        y = jax.nn.relu(y + (b if last else b[:, None, None]))
        return jax.lax.reduce_window(y, -jnp.inf, jax.lax.max, window, window, "VALID")

    def model(x, w1, b1, w2, b2, w3, b3):
        return block(block(x, w1, b1), w2, b2).reshape(8, -1) @ w3 + b3

    return model


def channels_first(i):
    w3 = i["w3"].reshape(16, 16, 64, 10).transpose(2, 0, 1, 3).reshape(-1, 10)
    kernels = {w: i[w].transpose(3, 2, 0, 1) for w in ("w1", "w2")}
    return {**i, **kernels, "w3": w3, "x": i["x"].transpose(0, 3, 1, 2)}


def simple_quadratic(x):
    return jnp.sum(x * x)


def small_mlp(x, w1, b1, w2, b2, y):
    return jnp.mean(jnp.square(jax.nn.relu(x @ w1 + b1) @ w2 + b2 - y))


def matmul_chain(a, b, c, d):
    return jnp.sum(a @ b @ c @ d)


# Function, its inputs, which of them to differentiate by.
LAYERS = ["x", "w1", "b1", "w2", "b2", "w3", "b3"]
CASES = {
    "large_matmul_4096": (large_matmul, ["x", "w"], ()),
    "mlp_batch32": (mlp, LAYERS, ()),
    "simple_quadratic": (simple_quadratic, ["x"], (0,)),
    "small_mlp": (small_mlp, ["x", "w1", "b1", "w2", "b2", "y"], (1, 2, 3, 4)),
    "matmul_chain": (matmul_chain, ["a", "b", "c", "d"], (0, 1, 2, 3)),
}


class Peer:
    NAME = "JAX"

    def __init__(self, threads, library):
        self.version = jax.__version__

    def modes(self, case):
        if case == "conv2d_inference":
            return [f"{mode} {layout}" for layout in ("NHWC", "NCHW") for mode in ("jit", "jit constants")]
        if case in ("large_matmul_4096", "mlp_batch32"):
            return ["jit", "jit constants"]
        return ["jit"] if case in CASES or case.startswith("gemm_") else []

    def prepare(self, case, mode, inputs):
        by = ()
        if case == "conv2d_inference":
            mode, layout = mode.rsplit(" ", 1)
            names, function = LAYERS, conv(NHWC if layout == "NHWC" else NCHW)
            inputs = inputs if layout == "NHWC" else channels_first(inputs)
        elif case.startswith("gemm_"):
            names, function = ["a", "b"], jnp.matmul
        else:
            function, names, by = CASES[case]
        arrays = [jax.block_until_ready(jnp.array(inputs[name])) for name in names]
        if by:
            compiled = jax.jit(jax.value_and_grad(function, by)).lower(*arrays).compile()
        elif mode == "jit constants":
            compiled = jax.jit(lambda x: function(x, *arrays[1:])).lower(arrays[0]).compile()
            arrays = arrays[:1]
        else:
            compiled = jax.jit(function).lower(*arrays).compile()
        return lambda: jax.block_until_ready(compiled(*arrays)), jax.tree.leaves

    def forget(self):
        jax.clear_caches()

    def compile(self, case):
        import jax_compile

        return jax_compile.seconds(case)
