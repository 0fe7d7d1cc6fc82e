"""Built-ins that move elements, products, networks and draws."""

import numpy as np
import torch
import torch.nn.functional as F
from cases import apart, between, case, normal


def images(function, *arguments, **options):
    """A function of [n, c, h, w] on [n, h, w, c]."""
    return lambda x: function(x.permute(0, 3, 1, 2), *arguments, **options).permute(0, 2, 3, 1)


def conv(x, w, bias=None, **options):
    """Images [n, h, w, in] by weights [kh, kw, in, out], as MIND has them."""
    return F.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), bias, **options).permute(0, 2, 3, 1)


def attention(q, k, v, m=None, s=None):
    scores = q @ k.transpose(-1, -2) * (q.shape[-1] ** -0.5 if s is None else s)
    return torch.softmax(scores if m is None else scores + m, -1) @ v


def shapes():
    x = normal(3, 4)
    case("reshape", "reshape(x, 2, -1)", lambda x: x.reshape(2, -1), x=x)
    case("transpose", "transpose(x)", lambda x: x.T, x=x)
    case("transpose, axes", "transpose(x, [2, 0, 1])", lambda x: x.permute(2, 0, 1), x=normal(2, 3, 4))
    case("expand_dims", "expand_dims(x, 1) * x", lambda x: x.unsqueeze(1) * x, x=x)
    case("squeeze", "squeeze(x, axis=1)", lambda x: x.squeeze(1), x=normal(3, 1, 4))
    case("flatten", "flatten(x)", torch.flatten, x=x)
    case("broadcast_to", "broadcast_to(x, [2, 3, 4])", lambda x: x.broadcast_to(2, 3, 4), x=normal(3, 1))
    case("concat", "concat([a, b], axis=1)", lambda a, b: torch.cat([a, b], 1), a=x, b=normal(3, 2))
    case("stack", "stack(a, b, axis=1)", lambda a, b: torch.stack([a, b], 1), a=x, b=x)
    case(
        "split",
        "a * b + sum(d) * sum(e)",
        lambda x: x[:, :2] * x[:, 2:] + x[:1].sum() * x[1:].sum(),
        before="let (a, b) = split(x, 2, axis=1); let (d, e) = split(x, [1]); ",
        x=x,
    )
    case("flip", "flip(x, axes=[0, 1])", lambda x: x.flip(0, 1), x=x)
    case("flip, axis", "flip(x, axis=1)", lambda x: x.flip(1), x=x)


def elements():
    x = normal(3, 4)
    places = np.array([[0, 2], [2, -1]], np.int64)
    wrapped = torch.from_numpy(places % 4)
    case("take", "take(x, i, axis=1)", lambda x, i: x[:, wrapped], x=x, i=places)
    case("gather", "gather(x, i)", lambda x, i: x[i], x=x, i=np.array([2, 0, 2, 2], np.int32))
    case("slice", "slice(x, axis=1, start=1, end=4, step=2)", lambda x: x[:, 1:4:2], x=x)
    case("x[a:b:s]", "x[::-1, 3:0:-2] + x[:, :2]", lambda x: x.flip(0)[:, [3, 1]] + x[:, :2], x=x)
    case("index", "index(x, 1, 2) + sum(index(x, 2, axis=1))", lambda x: x[1, 2] + x[:, 2].sum(), x=x)
    case(
        "x[i, j] of tensors",
        "x[i, i][:, None] * x[1]",
        lambda x, i: x[i, i].unsqueeze(-1) * x[1],
        x=x,
        i=np.array([0, 2, 2], np.int64),
    )
    case(
        "x[i] = e",
        "y",
        lambda x, e: torch.cat([x[:, :1], torch.stack([x[0, 1:3], e, x[2, 1:3] * e]), x[:, 3:]], 1),
        before="let mut y = x; y[1, 1:3] = e; y[2, 1:3] *= e; ",
        x=x,
        e=normal(2),
    )
    case(
        "pad",
        "pad(x, [[1, 2], [0, 3]], value=v)",
        lambda x, v: F.pad(x, (0, 3, 1, 2)) + v * F.pad(torch.zeros_like(x), (0, 3, 1, 2), value=1),
        x=x,
        v=normal(),
    )
    case("pad, negative", "pad(x, [[-1, 1], [0, -2]])", lambda x: F.pad(x, (0, -2, -1, 1)), x=x)
    case(
        "pad, interior",
        "pad(x, 0, interior=[1, 0])",
        lambda x: torch.stack([x, torch.zeros_like(x)], 1).reshape(6, 4)[:5],
        x=x,
    )
    case("tril", "tril(x)", torch.tril, x=normal(2, 3, 4))
    case("triu", "triu(x, k=1)", lambda x: x.triu(1), x=normal(2, 3, 4))
    case("full", "full([3, 4], v)", lambda v: v.expand(3, 4), v=normal())


def products():
    case("matmul", "matmul(a, b)", torch.matmul, a=normal(3, 4), b=normal(4, 5))
    case("matmul of batches", "a @ b", torch.matmul, a=normal(2, 1, 3, 4), b=normal(3, 4, 5))
    case("matmul of a vector", "a @ b", torch.matmul, a=normal(4), b=normal(2, 4, 5))
    case("dot", "dot(a, b)", torch.dot, a=normal(7), b=normal(7))
    case("dot with a vector", "dot(a, b)", torch.matmul, a=normal(3, 4), b=normal(4))
    for equation, *sides in (
        ("ij,jk->ik", (3, 4), (4, 5)),
        ("bij,bkj->bik", (2, 3, 4), (2, 5, 4)),
        ("i,j->ij", (3,), (4,)),
        ("ii->i", (4, 4)),
        ("ij->j", (3, 4)),
        ("...ij,jk->...ik", (2, 3, 4), (4, 5)),
        ("ij,jk,kl->il", (2, 3), (3, 4), (4, 5)),
        ("ij,ij", (3, 4), (3, 4)),
    ):
        names = "xyz"[: len(sides)]
        case(
            f"einsum {equation}",
            f'einsum("{equation}", {", ".join(names)})',
            lambda *t, e=equation: torch.einsum(e, *t),
            **{n: normal(*s) for n, s in zip(names, sides, strict=True)},
        )


def convolutions():
    x, w = normal(2, 7, 6, 4), normal(3, 2, 4, 6)
    case("conv2d", "conv2d(x, w)", conv, x=x, w=w)
    case(
        "conv2d, strides, bias",
        "conv2d(x, w, strides=[2, 1], padding=1, bias=b)",
        lambda x, w, b: conv(x, w, b, stride=(2, 1), padding=1),
        x=x,
        w=w,
        b=normal(6),
    )
    case(
        "conv2d, same",
        "conv2d(x, w, strides=2, padding=Same)",
        lambda x, w: conv(F.pad(x, (0, 0, 0, 0, 1, 1)), w, stride=2),
        x=x,
        w=w,
    )
    case("conv2d, dilation", "conv2d(x, w, dilation=2)", lambda x, w: conv(x, w, dilation=2), x=x, w=w)
    case(
        "conv2d, groups",
        "conv2d(x, w, groups=2, strides=2)",
        lambda x, w: conv(x, w, groups=2, stride=2),
        x=x,
        w=normal(3, 2, 2, 6),
    )
    case(
        "conv2d, depthwise",
        "conv2d(x, w, groups=4)",
        lambda x, w: conv(x, w, groups=4),
        x=x,
        w=normal(3, 2, 1, 4),
    )
    case(
        "conv2d, NCHW",
        'conv2d(x, w, layout="NCHW", padding=Custom([[1, 0], [2, 1]]))',
        lambda x, w: F.conv2d(F.pad(x, (2, 1, 1, 0)), w),
        x=normal(2, 4, 7, 6),
        w=normal(6, 4, 3, 2),
    )


def pooling():
    x = apart(2, 6, 5, 3)
    case("max_pool2d", "max_pool2d(x, 2)", images(F.max_pool2d, 2), x=x)
    case(
        "max_pool2d, overlapping",
        "max_pool2d(x, 3, strides=2, padding=1)",
        images(F.max_pool2d, 3, 2, 1),
        x=x,
    )
    case(
        "max_pool2d of equals",
        "max_pool2d(x, 2, strides=1)",
        images(F.max_pool2d, 2, 1),
        x=np.ones((1, 4, 4, 1)),
    )
    case("avg_pool2d", "avg_pool2d(x, [3, 2])", images(F.avg_pool2d, (3, 2)), x=x)
    case(
        "avg_pool2d, overlapping",
        "avg_pool2d(x, 3, strides=2, padding=1)",
        images(F.avg_pool2d, 3, 2, 1),
        x=x,
    )
    case(
        "avg_pool2d, without padding",
        "avg_pool2d(x, 3, strides=2, padding=1, count_include_pad=false)",
        images(F.avg_pool2d, 3, 2, 1, count_include_pad=False),
        x=x,
    )


def normalisations():
    x, s, b = normal(5, 4, 3), normal(3), normal(3)
    case("layer_norm", "layer_norm(x, s, b)", lambda x, s, b: F.layer_norm(x, [3], s, b), x=x, s=s, b=b)
    case(
        "layer_norm, axes",
        "layer_norm(x, s, axes=[1, 2], eps=0.01)",
        lambda x, s: F.layer_norm(x, [4, 3], s, None, 0.01),
        x=x,
        s=normal(4, 3),
    )
    case("rms_norm", "rms_norm(x, s)", lambda x, s: F.rms_norm(x, [3], s, 1e-6), x=x, s=s)
    case(
        "batch_norm",
        "batch_norm(x, scale=s, bias=b)",
        lambda x, s, b: F.batch_norm(x.permute(0, 2, 1), None, None, s, b, True).permute(0, 2, 1),
        x=x,
        s=s,
        b=b,
    )

    def by_statistics(x, m, v, s, b):
        return (x - m) / (v + 1e-5).sqrt() * s + b

    case(
        "batch_norm by mean, var",
        "batch_norm(x, m, v, s, b)",
        by_statistics,
        x=x,
        m=normal(3),
        v=between(0.5, 2, 3),
        s=s,
        b=b,
    )
    case(
        "batch_norm, axis",
        "batch_norm(x, scale=s, bias=b, axis=1)",
        lambda x, s, b: F.batch_norm(x, None, None, s, b, True),
        x=x,
        s=normal(4),
        b=normal(4),
    )


def attentions():
    case(
        "attention", "attention(q, k, v)", attention, q=normal(2, 5, 4), k=normal(2, 6, 4), v=normal(2, 6, 3)
    )
    case(
        "attention, causal, scale",
        "attention(q, k, v, causal=true, scale=s)",
        lambda q, k, v, s: attention(q, k, v, torch.full((5, 5), -torch.inf).triu(1), s),
        q=normal(2, 5, 4),
        k=normal(5, 4),
        v=normal(2, 5, 3),
        s=between(0.3, 0.6),
    )
    case(
        "attention, mask of floats",
        "attention(q, k, v, mask=m)",
        attention,
        q=normal(5, 4),
        k=normal(6, 4),
        v=normal(6, 3),
        m=normal(5, 6),
    )
    mask = np.tri(5, 6, 1, bool)
    case(
        "attention, mask of bool",
        "attention(q, k, v, mask=m)",
        lambda q, k, v, m: attention(q, k, v, torch.zeros(5, 6, dtype=q.dtype).masked_fill(~m, -torch.inf)),
        q=normal(5, 4),
        k=normal(6, 4),
        v=normal(6, 3),
        m=mask,
    )


def losses():
    case("mse_loss", "mse_loss(x, y)", F.mse_loss, x=normal(3, 4), y=normal(3, 4))
    case(
        "cross_entropy",
        "cross_entropy(x, y)",
        lambda x, y: F.cross_entropy(x, y.long()),
        x=normal(5, 3),
        y=np.array([0, 2, 1, 1, 0], np.int32),
    )
    case(
        "cross_entropy of a target",
        "cross_entropy(x, y)",
        F.cross_entropy,
        x=normal(5, 3),
        y=between(0, 1, 5, 3),
    )


def draws():
    case(
        "rand",
        "rand([3, 4], key=5, dtype=f32, low=a, high=b)",
        lambda a, b, z: a + (b - a) * z,
        draws={"z": "rand([3, 4], key=5, dtype=f32)"},
        a=normal(),
        b=normal(),
    )
    case(
        "randn",
        "randn([3, 4], key=5, dtype=f32, mean=a, stddev=b)",
        lambda a, b, z: a + b * z,
        draws={"z": "randn([3, 4], key=5, dtype=f32)"},
        a=normal(),
        b=normal(),
    )
    case(
        "dropout",
        "dropout(x, 0.25, key=5)",
        lambda x, z: x * z,
        draws={"z": "dropout(ones([3, 4], dtype=f32), 0.25, key=5)"},
        x=normal(3, 4),
    )


for group in (shapes, elements, products, convolutions, pooling, normalisations, attentions, losses, draws):
    group()
