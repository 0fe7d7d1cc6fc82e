"""Built-ins of one element, and reductions."""

import numpy as np
import torch
import torch.nn.functional as F
from cases import apart, between, case, exact, normal

ZEROS = np.array([[1.5, 0, -2, 3], [0, 2, 0, 1], [2, -1, 0.5, 3]])


def arithmetic():
    a, b = normal(3, 4), between(0.5, 2, 4)
    case("add", "add(a, b)", lambda a, b: a + b, a=a, b=b)
    case("sub", "sub(a, b)", lambda a, b: a - b, a=a, b=b)
    case("mul", "mul(a, b)", lambda a, b: a * b, a=a, b=b)
    case("div", "div(a, b)", lambda a, b: a / b, a=a, b=b)
    case("div of a scalar", "div(a, b)", lambda a, b: a / b, a=normal(), b=between(0.5, 2, 3, 4))
    case("neg", "neg(x)", torch.neg, x=a)
    case("rem", "rem(a, b)", torch.fmod, a=apart(3, 4), b=between(0.6, 0.8, 4))


def powers():
    x = between(0.5, 2, 3, 4)
    case("pow", "pow(x, y)", torch.pow, x=x, y=normal(4))
    case("pow of 0", "pow(x, y)", torch.pow, second=False, x=exact(0, 0, 2), y=exact(2, 3, 0))
    for k in ("2", "3", "5", "-1", "-3", "0.5", "2.5"):
        case(f"pow {k}", f"pow(x, {k})", lambda x, k=float(k): x**k, x=x)
    case("pow 2, 3 at 0", "pow(x, 2) + x ** 3", lambda x: x**2 + x**3, x=exact(0, 1, -2))
    case("pow 7 of negative", "pow(x, 7)", lambda x: x**7, x=apart(3, 4))


def choices():
    a, b = apart(3, 4), apart(3, 1)
    case("maximum", "maximum(a, b + 0.1)", lambda a, b: torch.maximum(a, b + 0.1), a=a, b=b)
    case("minimum", "minimum(a, b + 0.1)", lambda a, b: torch.minimum(a, b + 0.1), a=a, b=b)
    case("max of two", "max(a, b + 0.1)", lambda a, b: torch.maximum(a, b + 0.1), a=a, b=b)
    case("min of two", "min(a, b + 0.1)", lambda a, b: torch.minimum(a, b + 0.1), a=a, b=b)
    case("clip", "clip(x, -1, 1)", lambda x: x.clamp(-1, 1), x=a)
    case("clip at the ends", "clip(x, -1, 1)", lambda x: x.clamp(-1, 1), x=exact(-2, -1, 0, 1, 2))
    case(
        "clip by tensors",
        "clip(x, min=low, max=high)",
        lambda x, low, high: x.clamp(low, high),
        x=a,
        low=between(-0.6, -0.5, 4),
        high=between(0.5, 0.6, 3, 1),
    )
    case("clip from below", "clip(x, min=low)", lambda x, low: x.clamp(min=low), x=a, low=normal())
    case(
        "where",
        "where(less(a, b) || greater(a, 1.0) || equal(a, b), a * b, b)",
        lambda a, b: torch.where((a < b) | (a > 1) | (a == b), a * b, b),
        a=a,
        b=apart(4),
    )


def functions():
    everywhere, positive = normal(3, 4), between(0.1, 3, 3, 4)
    for name in ("exp", "expm1", "sin", "cos", "atan", "sinh", "cosh", "tanh", "erf", "square", "sigmoid"):
        case(name, f"{name}(x)", getattr(torch, name), x=everywhere)
    for name in ("log", "log1p", "log2", "log10", "sqrt", "rsqrt"):
        case(name, f"{name}(x)", getattr(torch, name), x=positive)
    case("tan", "tan(x)", torch.tan, x=between(-1.4, 1.4, 3, 4))
    case("asin", "asin(x)", torch.asin, x=between(-0.95, 0.95, 3, 4))
    case("acos", "acos(x)", torch.acos, x=between(-0.95, 0.95, 3, 4))
    case("atan2", "atan2(y, x)", torch.atan2, y=normal(3, 4), x=normal(4))
    case(
        "atan2 on axes and diagonals",
        "atan2(y, x)",
        torch.atan2,
        y=exact(0, 1, 0, -2, 1, 1, -2, -2),
        x=exact(1, 0, -2, 0, 1, -1, 2, -2),
    )


def kinks_and_ends():
    for name in ("abs", "sign", "floor", "ceil", "round", "relu"):
        case(name, f"{name}(x)", getattr(torch, name), x=apart(3, 4))
    case("abs, relu at 0", "abs(x) + 2.0 * relu(x)", lambda x: x.abs() + 2 * x.relu(), x=exact(-1, 0, 1))
    case(
        "sign, round at kinks",
        "sign(x) + round(x) + floor(x) + ceil(x)",
        lambda x: x.sign() + x.round() + x.floor() + x.ceil(),
        x=exact(-1.5, -1, 0, 0.5, 1, 1.5),
    )
    case("atan2 at the origin", "atan2(y, x)", torch.atan2, second=False, y=exact(0, 1), x=exact(0, 1))
    case(
        "sqrt not taken at 0",
        "where(x > 0.0, sqrt(x), x)",
        lambda x: torch.where(x > 0, x.sqrt(), x),
        second=False,
        x=exact(0, 1),
    )
    case("norm at 0", "sqrt(sum(square(x)))", lambda x: x.square().sum().sqrt(), second=False, x=exact(0, 0))
    case("pow 0.5 at 0", "pow(x, 0.5)", lambda x: x**0.5, second=False, x=exact(0, 1))
    case("pow of negative", "pow(x, y)", torch.pow, second=False, x=exact(-2, -1.5, 0.5), y=exact(3, 2, -1))
    case(
        "logsumexp, softmax of -inf",
        "logsumexp(x, keepdims=true) + softmax(x)",
        lambda x: x.logsumexp(0, True) + x.softmax(0),
        x=exact(-np.inf, 0, 1),
    )
    case("sqrt at 0", "sqrt(x)", torch.sqrt, second=False, x=exact(0, 1))
    case("log at 0", "log(x)", torch.log, second=False, x=exact(0, 1))


def activations():
    everywhere = normal(3, 4)
    case("leaky_relu", "leaky_relu(x)", F.leaky_relu, x=apart(3, 4))
    case("leaky_relu, slope", "leaky_relu(x, slope=0.2)", lambda x: F.leaky_relu(x, 0.2), x=apart(3, 4))
    case("silu", "silu(x)", F.silu, x=everywhere)
    case("softplus", "softplus(x)", F.softplus, x=everywhere)
    case("gelu", "gelu(x)", F.gelu, x=everywhere)
    case("gelu, tanh", "gelu(x, approximate=true)", lambda x: F.gelu(x, approximate="tanh"), x=everywhere)
    case("stop_gradient", "stop_gradient(x) * x", lambda x: x.detach() * x, x=everywhere)


def far_out():
    far = exact(-90, -30, -8, 8, 30, 90)
    smooth = {"silu": F.silu, "gelu": F.gelu, "erf": torch.erf, "softplus": F.softplus}
    for name, function in smooth.items():
        case(f"{name} far out", f"{name}(x)", function, x=far)
    case("sigmoid far out", "sigmoid(x)", torch.sigmoid, wide=True, x=far)
    case("tanh far out", "tanh(x)", torch.tanh, x=far)
    case(
        "exp, sinh, cosh far out",
        "exp(x) + sinh(x) + cosh(x)",
        lambda x: x.exp() + x.sinh() + x.cosh(),
        x=exact(-80, -30, 20),
    )


def reductions():
    x = normal(3, 4, 5)
    case("sum", "sum(x)", torch.sum, x=x)
    case("sum, axes", "sum(x, axes=[0, 2], keepdims=true)", lambda x: x.sum((0, 2), keepdim=True), x=x)
    case("mean", "mean(x)", torch.mean, x=x)
    case("mean, axis", "mean(x, axis=1)", lambda x: x.mean(1), x=x)
    case("prod", "prod(x)", torch.prod, x=between(0.5, 1.5, 3, 4))
    case("prod, axis", "prod(x, axis=1)", lambda x: x.prod(1), x=x)
    case("prod with zeros", "prod(x, axis=1)", lambda x: x.prod(1), x=ZEROS)
    case("var", "var(x)", lambda x: x.var(correction=0), x=x)
    case("var, axis, ddof", "var(x, axis=-1, ddof=1)", lambda x: x.var(-1, correction=1), x=x)
    case("var of equal elements", "var(x, axis=1)", lambda x: x.var(1, correction=0), x=np.full((2, 3), 1.5))
    case("std", "std(x)", lambda x: x.std(correction=0), x=x)
    case("std, axes, ddof", "std(x, axes=[0, 1], ddof=1)", lambda x: x.std((0, 1), correction=1), x=x)
    case("logsumexp", "logsumexp(x)", lambda x: x.logsumexp((0, 1, 2)), x=x)
    case("logsumexp, axis", "logsumexp(x, axis=1, keepdims=true)", lambda x: x.logsumexp(1, True), x=x)
    case("logsumexp far out", "logsumexp(x, axis=1)", lambda x: x.logsumexp(1), x=1000 * ZEROS)


def along_axes():
    x = normal(3, 4, 5)
    for name in ("max", "min"):
        extreme = getattr(torch, name)
        case(name, f"{name}(x)", extreme, x=apart(3, 4))
        case(
            f"{name}, axes",
            f"{name}(x, axes=[0, 2])",
            lambda x, f=getattr(torch, f"a{name}"): f(x, (0, 2)),
            x=apart(3, 4, 2),
        )
        case(
            f"{name}, axis, of equals",
            f"{name}(x, axis=1)",
            lambda x, f=extreme: f(x, 1).values,
            x=np.array([[1.0, 3, 3, 1], [2, 2, 2, 2]]),
        )
    case(
        "argmax, argmin",
        "x * (argmax(x, axis=1, keepdims=true) - argmin(x, axis=1, keepdims=true)) as f32",
        lambda x: x * (x.argmax(1, True) - x.argmin(1, True)),
        x=apart(3, 4),
    )
    case("cumsum", "cumsum(x)", lambda x: x.cumsum(0), x=x)
    case("cumsum, axis", "cumsum(x, axis=-1)", lambda x: x.cumsum(-1), x=x)
    for name in ("softmax", "log_softmax"):
        function = getattr(torch, name)
        case(name, f"{name}(x)", lambda x, f=function: f(x, -1), x=x)
        case(f"{name}, axis", f"{name}(x, axis=0)", lambda x, f=function: f(x, 0), x=x)
        case(f"{name} far out", f"{name}(x)", lambda x, f=function: f(x, -1), x=1000 * ZEROS)


for group in (
    arithmetic,
    powers,
    choices,
    functions,
    kinks_and_ends,
    activations,
    far_out,
    reductions,
    along_axes,
):
    group()
