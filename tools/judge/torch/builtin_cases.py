"""Every differentiable built-in as an expression in MIND and a function in PyTorch.

Where the two differ by design no case compares them; docs/gradients.md lists the same with reasons:

* Ties of maximum, minimum, and of max, min over several axes: the first takes the whole gradient, in
  PyTorch all share it. (Along one axis, and in max_pool2d, the first takes it there, too.)
* leaky_relu at 0 has the slope 1, that of x >= 0; in PyTorch that of x < 0.
* std of equal elements has no finite gradient; in PyTorch it is 0.
* attention of a row that sees nothing is 0; in PyTorch NaN.
* The second derivative of pow(x, y) by tensors at x = 0 is NaN in PyTorch, and by x and y at y = 0
  it is 0 there, where it is 1 / x.
"""

import element_cases  # noqa: F401
import tensor_cases  # noqa: F401
from cases import CASES  # noqa: F401

# What has no derivative and nothing that could flow through it.
WITHOUT_DERIVATIVE = {
    "equal": "bool",
    "less": "bool",
    "greater": "bool",
    "shape": "known sizes",
    "rank": "known sizes",
    "zeros": "constant",
    "ones": "constant",
    "zeros_like": "constant",
    "ones_like": "constant",
    "eye": "constant",
    "arange": "constant",
    "linspace": "constant",
    "one_hot": "of integers",
    "fold_in": "of integers",
}
