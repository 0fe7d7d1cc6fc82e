"""What a case of a built-in is, and where its inputs come from."""

import numpy as np


class Builtin:
    """An expression of inputs, and a function of them in their order; statements before the expression.

    The function also takes the tensors that MIND draws, by name. Where PyTorch's float32 itself loses
    digits, as sigmoid's derivative y (1 - y) does, f32 is held to its float64 (wide).
    """

    def __init__(self, name, expression, function, inputs, second, wide, before, draws):
        self.name, self.expression, self.function, self.inputs = name, expression, function, inputs
        self.second, self.wide, self.before, self.draws = second, wide, before, draws


CASES = []


def case(name, expression, function, /, second=True, wide=False, before="", draws=None, **inputs):
    CASES.append(Builtin(name, expression, function, inputs, second, wide, before, draws or {}))


def normal(*shape):
    return lambda rng: rng.standard_normal(shape)


def between(low, high, *shape):
    return lambda rng: rng.uniform(low, high, shape)


def apart(*shape):
    """In any order, 0.37 apart, none of them whole or 0."""
    size = int(np.prod(shape))
    values = (np.arange(size) - size // 2) * 0.37 + 0.21
    return lambda rng: rng.permutation(values).reshape(shape)


def exact(*values):
    return np.array(values, np.float64)
