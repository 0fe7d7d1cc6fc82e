"""Compiles a layer and its gradient on a server, runs both, and compares with NumPy.

usage: example.py HOST:PORT
"""

import sys

import grpc
import numpy as np

from mind_client import Client

SOURCE = """
fn layer(x: Tensor<f32, [n, 8]>, w: Tensor<f32, [8, 4]>, b: Tensor<f32, [4]>) -> Tensor<f32, [n, 4]> {
    relu(x @ w + b)
}
fn loss(x: Tensor<f32, [n, 8]>, w: Tensor<f32, [8, 4]>, b: Tensor<f32, [4]>) -> f32 {
    let h = layer(x, w, b);
    sum(h * h)
}
"""


def main(target):
    random = np.random.default_rng(7)
    x = random.standard_normal((5, 8), dtype=np.float32)
    w = random.standard_normal((8, 4), dtype=np.float32)
    b = random.standard_normal(4, dtype=np.float32)
    hidden = np.maximum(x @ w + b, 0)

    with Client(target) as client:
        layer = client.compile(SOURCE, entry="layer", n=len(x))
        print("layer: artifact", layer.artifact.hash[:16], "cache", layer.cache)
        result = client.execute(layer.artifact, x=x, w=w, b=b)["result"]
        np.testing.assert_allclose(result, hidden, rtol=1e-5, atol=1e-5)

        loss = client.compile(SOURCE, entry="loss", gradient=True, n=len(x))
        print("loss:  artifact", loss.artifact.hash[:16], "cache", loss.cache)
        outputs = client.execute(loss.artifact, x=x, w=w, b=b)
        np.testing.assert_allclose(outputs["result"], np.sum(hidden**2), rtol=1e-5)
        np.testing.assert_allclose(outputs["grad.w"], x.T @ (2 * hidden), rtol=1e-4, atol=1e-4)
        np.testing.assert_allclose(outputs["grad.b"], (2 * hidden).sum(0), rtol=1e-4, atol=1e-4)

        again = client.compile(SOURCE, entry="layer", n=len(x))
        assert again.artifact == layer.artifact and again.cache == "memory", again.cache

        check = client.check("fn f(x: Tensor<f32, [2, 3]>, y: Tensor<f32, [4, 5]>) -> f32 { sum(x @ y) }")
        print("check: ", check.diagnostics[0].code, check.diagnostics[0].message)
        assert check.diagnostics[0].code == "E3003"

        try:
            client.execute(layer.artifact, x=x[:, :3], w=w, b=b)
        except grpc.RpcError as error:
            print("wrong: ", error.code().name, "-", error.details())
            assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
        else:
            raise AssertionError("a wrong shape was accepted")
    print("equal to NumPy")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
