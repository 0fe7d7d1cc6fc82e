"""The programs of the folder programs in PyTorch, with their inputs."""

import torch.nn.functional as F


def simple_quadratic(t):
    return (t["x"] ** 2).sum()


def small_mlp(t):
    hidden = F.relu(t["x"] @ t["p.w1"] + t["p.b1"])
    return F.mse_loss(hidden @ t["p.w2"] + t["p.b2"], t["y"])


def matmul_chain(t):
    return (t["a"] @ t["b"] @ t["c"] @ t["d"]).sum()


def conv(x, w, bias=None, padding=0):
    """Images [n, h, w, in] by weights [kh, kw, in, out], as MIND has them."""
    y = F.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), bias, padding=padding)
    return y.permute(0, 2, 3, 1)


def pooled(x):
    return F.max_pool2d(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)


def cnn(t):
    h1 = pooled(F.relu(conv(t["x"], t["p.w1"], t["p.b1"], padding=1)))
    h2 = pooled(F.relu(conv(h1, t["p.w2"], t["p.b2"], padding=1)))
    return F.cross_entropy(h2.reshape(8, 256) @ t["p.w3"] + t["p.b3"], t["y"].long())


def attention_block(t):
    def heads(x):
        return x.reshape(2, 12, 4, 8).permute(0, 2, 1, 3)

    x = t["x"]
    normal = F.layer_norm(x, [32], t["p.scale1"], t["p.bias1"])
    q, k, v = (normal @ t["p.wqkv"]).chunk(3, dim=-1)
    seen = F.scaled_dot_product_attention(heads(q), heads(k), heads(v), is_causal=True)
    h = x + seen.permute(0, 2, 1, 3).reshape(2, 12, 32) @ t["p.wo"]
    normal = F.layer_norm(h, [32], t["p.scale2"], t["p.bias2"])
    return F.mse_loss(h + F.gelu(normal @ t["p.w1"] + t["p.b1"]) @ t["p.w2"] + t["p.b2"], t["y"])


def batch_norm(t):
    images = conv(t["x"], t["p.w1"]).permute(0, 3, 1, 2)
    normal = F.batch_norm(images, None, None, t["p.scale"], t["p.bias"], training=True)
    hidden = F.relu(normal).permute(0, 2, 3, 1).reshape(12, 288)
    return F.cross_entropy(hidden @ t["p.w2"] + t["p.b2"], t["y"].long())


def normal(**shapes):
    """Inputs from a generator: standard normal of the shapes; weights by the root of what they sum."""

    def make(rng):
        inputs = {}
        for name, shape in shapes.items():
            name = name.replace("_", ".", 1) if name.startswith("p_") else name
            fan = 1
            for size in shape[:-1] if name.startswith("p.w") else ():
                fan *= size
            inputs[name] = rng.standard_normal(shape) / fan**0.5
        return inputs

    return make


def labelled(make, count, classes):
    return lambda rng: make(rng) | {"y": rng.integers(0, classes, count, dtype="i4")}


CASES = {
    "simple_quadratic": (normal(x=[1000]), simple_quadratic),
    "small_mlp": (
        normal(p_w1=[784, 256], p_b1=[256], p_w2=[256, 10], p_b2=[10], x=[32, 784], y=[32, 10]),
        small_mlp,
    ),
    "matmul_chain": (normal(a=[128, 128], b=[128, 128], c=[128, 128], d=[128, 128]), matmul_chain),
    "cnn": (
        labelled(
            normal(
                p_w1=[3, 3, 3, 8],
                p_b1=[8],
                p_w2=[3, 3, 8, 16],
                p_b2=[16],
                p_w3=[256, 10],
                p_b3=[10],
                x=[8, 16, 16, 3],
            ),
            8,
            10,
        ),
        cnn,
    ),
    "attention_block": (
        normal(
            p_scale1=[32],
            p_bias1=[32],
            p_wqkv=[32, 96],
            p_wo=[32, 32],
            p_scale2=[32],
            p_bias2=[32],
            p_w1=[32, 128],
            p_b1=[128],
            p_w2=[128, 32],
            p_b2=[32],
            x=[2, 12, 32],
            y=[2, 12, 32],
        ),
        attention_block,
    ),
    "batch_norm": (
        labelled(
            normal(p_w1=[3, 3, 3, 8], p_scale=[8], p_bias=[8], p_w2=[288, 5], p_b2=[5], x=[12, 8, 8, 3]),
            12,
            5,
        ),
        batch_norm,
    ),
}
