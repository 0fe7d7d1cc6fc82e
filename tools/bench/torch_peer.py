"""PyTorch: eager, torch.compile, and that with max-autotune and with frozen weights."""

import torch
from torch.nn import functional

COMPILED = {
    "compile": {},
    "max-autotune": {"mode": "max-autotune-no-cudagraphs"},
    "frozen": {"options": {"freezing": True}},
    "frozen max-autotune": {"options": {"freezing": True, "max_autotune": True}},
}


class LargeMatmul(torch.nn.Module):
    def __init__(self, i):
        super().__init__()
        self.w = torch.nn.Parameter(i["w"])

    def forward(self, x):
        return x @ self.w


class Mlp(torch.nn.Module):
    def __init__(self, i):
        super().__init__()
        # The layout of torch.nn.Linear: [out, in].
        self.w = torch.nn.ParameterList([i[f"w{n}"].t().contiguous() for n in (1, 2, 3)])
        self.b = torch.nn.ParameterList([i[f"b{n}"] for n in (1, 2, 3)])

    def forward(self, x):
        x = functional.relu(functional.linear(x, self.w[0], self.b[0]))
        x = functional.relu(functional.linear(x, self.w[1], self.b[1]))
        return functional.linear(x, self.w[2], self.b[2])


class Conv(torch.nn.Module):
    """Channels first or last: the order in which the last layer's weights are flattened follows."""

    def __init__(self, i, last):
        super().__init__()
        self.last = last
        layout = torch.channels_last if last else torch.contiguous_format
        kernels = [i[w].permute(3, 2, 0, 1).contiguous(memory_format=layout) for w in ("w1", "w2")]
        w3 = i["w3"].t()
        if not last:
            w3 = w3.reshape(10, 16, 16, 64).permute(0, 3, 1, 2).reshape(10, -1)
        self.k1, self.k2, self.w3 = map(torch.nn.Parameter, (*kernels, w3.contiguous()))
        self.b1, self.b2, self.b3 = (torch.nn.Parameter(i[b]) for b in ("b1", "b2", "b3"))

    def forward(self, x):
        x = functional.max_pool2d(functional.relu(functional.conv2d(x, self.k1, self.b1, padding=1)), 2)
        x = functional.max_pool2d(functional.relu(functional.conv2d(x, self.k2, self.b2, padding=1)), 2)
        x = x.permute(0, 2, 3, 1).reshape(8, -1) if self.last else x.flatten(1)
        return functional.linear(x, self.w3, self.b3)


def simple_quadratic(x):
    return (x * x).sum()


def small_mlp(w1, b1, w2, b2, x, y):
    return functional.mse_loss(functional.relu(x @ w1 + b1) @ w2 + b2, y)


def matmul_chain(a, b, c, d):
    return (a @ b @ c @ d).sum()


# Loss, inputs to differentiate by, other inputs.
STEPS = {
    "simple_quadratic": (simple_quadratic, ["x"], []),
    "small_mlp": (small_mlp, ["w1", "b1", "w2", "b2"], ["x", "y"]),
    "matmul_chain": (matmul_chain, ["a", "b", "c", "d"], []),
}


class Peer:
    NAME = "PyTorch"

    def __init__(self, threads, library):
        torch.set_num_threads(threads)
        # All modes of a case are versions of one function.
        torch._dynamo.config.recompile_limit = 64
        self.version = torch.__version__

    def modes(self, case):
        if case in ("large_matmul_4096", "mlp_batch32"):
            return ["eager", *COMPILED]
        if case == "conv2d_inference":
            return [
                *(f"{mode} {layout}" for mode in ("eager", "compile", "frozen max-autotune") for layout in ("NCHW", "NHWC")),
                "max-autotune NHWC",
                "frozen NHWC",
            ]
        if case in STEPS:
            return ["eager", "compile", "compile func", "max-autotune", "max-autotune func"]
        if case.startswith("gemm_"):
            return ["eager", "compile", "max-autotune"]
        return []

    def prepare(self, case, mode, inputs):
        tensors = {name: torch.from_numpy(array) for name, array in inputs.items()}
        if case in STEPS:
            return step(*STEPS[case], mode, tensors), lambda r: [t.detach().numpy() for t in r]
        if case.startswith("gemm_"):
            return gemm(mode, tensors), lambda r: [r.numpy()]
        return inference(case, mode, tensors), lambda r: [r.numpy()]

    def forget(self):
        torch._dynamo.reset()

    def compile(self, case):
        import torch_compile

        return torch_compile.seconds(case)


def inference(case, mode, tensors):
    x = tensors["x"]
    if case == "large_matmul_4096":
        model = LargeMatmul(tensors)
    elif case == "mlp_batch32":
        model = Mlp(tensors)
    else:
        mode, layout = mode.rsplit(" ", 1)
        model = Conv(tensors, layout == "NHWC")
        x = x.permute(0, 3, 1, 2)
        if layout == "NCHW":
            x = x.contiguous()
    model.eval()
    function = model if mode == "eager" else torch.compile(model, **COMPILED[mode])

    def call():
        with torch.inference_mode():
            return function(x)

    # Frozen weights are folded while gradients are off, which inference mode implies.
    for _ in range(3):
        call()
    return call


def gemm(mode, tensors):
    a, b = tensors["a"], tensors["b"]
    if mode == "eager":
        c = torch.empty(a.shape[0], b.shape[1])

        def call():
            with torch.inference_mode():
                return torch.mm(a, b, out=c)

        return call
    function = torch.compile(torch.mm, **COMPILED[mode])

    def call():
        with torch.inference_mode():
            return function(a, b)

    return call


def step(loss, by, others, mode, tensors):
    parameters = [tensors[name].requires_grad_() for name in by]
    rest = [tensors[name] for name in others]
    if mode.endswith("func"):
        numbers = tuple(range(len(by)))
        function = torch.compile(torch.func.grad_and_value(loss, numbers), **COMPILED[mode.removesuffix(" func")])
        plain = [p.detach() for p in parameters]

        def call():
            gradients, value = function(*plain, *rest)
            return [value, *gradients]

        return call
    function = loss if mode == "eager" else torch.compile(loss, **COMPILED[mode])

    def call():
        value = function(*parameters, *rest)
        return [value, *torch.autograd.grad(value, parameters)]

    return call
