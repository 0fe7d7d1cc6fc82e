"""ONNX Runtime: models made here, weights as initialisers, inputs and outputs bound."""

import numpy
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


def model(nodes, inputs, initialisers, output):
    graph = helper.make_graph(
        nodes,
        "main",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, a.shape) for n, a in inputs.items()],
        [helper.make_tensor_value_info("result", TensorProto.FLOAT, output)],
        [numpy_helper.from_array(numpy.ascontiguousarray(a), n) for n, a in initialisers.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    made.ir_version = 8
    return made


def matmul(i, constant):
    names = list(i)
    nodes = [helper.make_node("MatMul", names, ["result"])]
    inputs = {n: i[n] for n in names if n not in constant}
    output = [i[names[0]].shape[0], i[names[1]].shape[1]]
    return inputs, model(nodes, inputs, {n: i[n] for n in constant}, output)


def mlp(i):
    nodes, value = [], "x"
    for n in (1, 2, 3):
        out = "result" if n == 3 else f"z{n}"
        nodes.append(helper.make_node("Gemm", [value, f"w{n}", f"b{n}"], [out]))
        if n < 3:
            nodes.append(helper.make_node("Relu", [out], [f"h{n}"]))
        value = f"h{n}"
    inputs = {"x": i["x"]}
    return inputs, model(nodes, inputs, {n: a for n, a in i.items() if n != "x"}, [32, 10])


def conv(i):
    nodes, value = [], "x"
    for n in (1, 2):
        nodes += [
            helper.make_node("Conv", [value, f"w{n}", f"b{n}"], [f"c{n}"], pads=[1, 1, 1, 1]),
            helper.make_node("Relu", [f"c{n}"], [f"r{n}"]),
            helper.make_node("MaxPool", [f"r{n}"], [f"p{n}"], kernel_shape=[2, 2], strides=[2, 2]),
        ]
        value = f"p{n}"
    nodes += [
        helper.make_node("Flatten", [value], ["flat"]),
        helper.make_node("Gemm", ["flat", "w3", "b3"], ["result"]),
    ]
    # Its convolutions take channels first only; it blocks them itself.
    weights = {n: a for n, a in i.items() if n != "x"}
    weights |= {n: i[n].transpose(3, 2, 0, 1) for n in ("w1", "w2")}
    weights["w3"] = i["w3"].reshape(16, 16, 64, 10).transpose(2, 0, 1, 3).reshape(-1, 10)
    inputs = {"x": numpy.ascontiguousarray(i["x"].transpose(0, 3, 1, 2))}
    return inputs, model(nodes, inputs, weights, [8, 10])


class Peer:
    NAME = "ONNX Runtime"

    def __init__(self, threads, library):
        self.threads = threads
        self.version = onnxruntime.__version__

    def modes(self, case):
        if case in ("large_matmul_4096", "mlp_batch32", "conv2d_inference"):
            return ["initialisers"]
        return ["inputs", "initialiser"] if case.startswith("gemm_") else []

    def prepare(self, case, mode, inputs):
        if case == "large_matmul_4096":
            given, made = matmul({n: inputs[n] for n in ("x", "w")}, ["w"])
        elif case == "mlp_batch32":
            given, made = mlp(inputs)
        elif case == "conv2d_inference":
            given, made = conv(inputs)
        else:
            given, made = matmul({n: inputs[n] for n in ("a", "b")}, ["b"] if mode == "initialiser" else [])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        session = onnxruntime.InferenceSession(made.SerializeToString(), options, ["CPUExecutionProvider"])
        binding = session.io_binding()
        values = {n: onnxruntime.OrtValue.ortvalue_from_numpy(a) for n, a in given.items()}
        for name, value in values.items():
            binding.bind_ortvalue_input(name, value)
        shape = session.get_outputs()[0].shape
        result = onnxruntime.OrtValue.ortvalue_from_shape_and_type(shape, numpy.float32)
        binding.bind_ortvalue_output("result", result)

        def call():
            session.run_with_iobinding(binding)
            return result

        call.keeps = values
        return call, lambda r: [r.numpy()]
