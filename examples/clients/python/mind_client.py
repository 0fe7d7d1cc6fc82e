"""NumPy arrays in and out of a MIND server, over the stubs that protoc makes from proto/."""

import grpc
import numpy as np
from mind.v1 import compiler_pb2, compiler_pb2_grpc, executor_pb2, executor_pb2_grpc, tensor_pb2

# A tensor's bytes are row-major and little-endian on the wire.
DTYPES = {
    tensor_pb2.BOOL: np.dtype("?"),
    tensor_pb2.I32: np.dtype("<i4"),
    tensor_pb2.I64: np.dtype("<i8"),
    tensor_pb2.F32: np.dtype("<f4"),
    tensor_pb2.F64: np.dtype("<f8"),
}
CODES = {dtype: code for code, dtype in DTYPES.items()}


def to_tensor(array):
    """A message for an array; its dtype must be one that MIND has."""
    array = np.asarray(array)
    little = array.astype(array.dtype.newbyteorder("<"), copy=False)
    if little.dtype not in CODES:
        raise TypeError(f"MIND has no dtype for {array.dtype}")
    kind = tensor_pb2.TensorType(dtype=CODES[little.dtype], shape=array.shape)
    return tensor_pb2.Tensor(type=kind, raw=little.tobytes(order="C"))


def to_array(tensor):
    """The array that a message holds, read-only: it shares the message's bytes."""
    flat = np.frombuffer(tensor.raw, DTYPES[tensor.type.dtype])
    return flat.reshape(tuple(tensor.type.shape))


class Client:
    """Compiles programs on a server and runs them; closes its channel at the end of a with."""

    def __init__(self, target):
        self._channel = grpc.insecure_channel(target)
        self._compiler = compiler_pb2_grpc.CompilerStub(self._channel)
        self._executor = executor_pb2_grpc.ExecutorStub(self._channel)

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._channel.close()

    def check(self, source):
        """All diagnostics of a program and the signatures of its functions."""
        return self._compiler.Check(compiler_pb2.CheckRequest(source=source))

    def compile(self, source, entry="", gradient=False, **dims):
        """Compiles an entry; named dimensions are given by name."""
        request = compiler_pb2.CompileRequest(source=source, entry=entry, dims=dims)
        if gradient:
            request.gradient.SetInParent()
        return self._compiler.Compile(request, timeout=60)

    def execute(self, artifact, **inputs):
        """Runs an artifact; arrays go in by the input's name and come back by the output's.

        What the program prints is printed here.
        """
        request = executor_pb2.ExecuteRequest(artifact=artifact)
        for name, array in inputs.items():
            request.inputs.add(name=name, tensor=to_tensor(array))
        response = self._executor.Execute(request, timeout=60)
        for text in response.printed:
            print(text)
        return {output.name: to_array(output.tensor) for output in response.outputs}
