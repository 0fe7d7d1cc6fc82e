"""oneDNN through its C interface: sgemm, and the matmul primitive with B as given and in its own layout.

The numbers below are of oneDNN 3's dnnl_types.h.
"""

import ctypes

import numpy

CPU, DEFAULT_STREAM, F32 = 1, 1, 3
ANY, AB = 1, 3
SRC, DST, WEIGHTS = 1, 17, 33
WEIGHTS_DESC = 131
ALLOCATE = ctypes.c_void_p(-1)


class Version(ctypes.Structure):
    _fields_ = [("major", ctypes.c_int), ("minor", ctypes.c_int), ("patch", ctypes.c_int)]


class Argument(ctypes.Structure):
    _fields_ = [("number", ctypes.c_int), ("memory", ctypes.c_void_p)]


class Library:
    """Calls that give an object back through their first argument, and check their status."""

    def __init__(self, path):
        self.c = ctypes.CDLL(path)
        self.c.dnnl_version.restype = ctypes.POINTER(Version)
        self.c.dnnl_primitive_desc_query_md.restype = ctypes.c_void_p
        self.engine = self.make("engine_create", CPU, ctypes.c_size_t(0))
        self.stream = self.make("stream_create", self.engine, DEFAULT_STREAM)

    def do(self, name, *arguments):
        status = getattr(self.c, "dnnl_" + name)(*arguments)
        if status != 0:
            raise RuntimeError(f"dnnl_{name} gives status {status}")

    def make(self, name, *arguments):
        made = ctypes.c_void_p()
        self.do(name, ctypes.byref(made), *arguments)
        return made

    def description(self, shape, tag):
        dims = (ctypes.c_int64 * 12)(*shape)
        return self.make("memory_desc_create_with_tag", len(shape), dims, F32, tag)

    def memory(self, description, array=None):
        where = ALLOCATE if array is None else ctypes.c_void_p(array.ctypes.data)
        return self.make("memory_create", description, self.engine, where)

    def runner(self, description, arguments):
        primitive = self.make("primitive_create", description)
        list_ = (Argument * len(arguments))(*((n, m.value) for n, m in arguments.items()))
        execute, wait, stream, count = self.c.dnnl_primitive_execute, self.c.dnnl_stream_wait, self.stream, len(arguments)

        def run():
            execute(primitive, stream, count, list_)
            wait(stream)

        return run


class Peer:
    NAME = "oneDNN"

    def __init__(self, threads, library):
        self.library = Library(library)
        version = self.library.c.dnnl_version().contents
        self.version = f"{version.major}.{version.minor}.{version.patch}"

    def modes(self, case):
        return ["sgemm", "matmul", "matmul packed"] if case.startswith("gemm_") else []

    def prepare(self, case, mode, inputs):
        a, b = inputs["a"], inputs["b"]
        c = numpy.zeros((a.shape[0], b.shape[1]), numpy.float32)
        call = self.sgemm(a, b, c) if mode == "sgemm" else self.matmul(a, b, c, mode == "matmul packed")
        call.keeps = (a, b, c)  # the library holds addresses only
        return call, lambda _: [c]

    def sgemm(self, a, b, c):
        m, k, n = (ctypes.c_int64(d) for d in (*a.shape, b.shape[1]))
        one, zero = ctypes.c_float(1), ctypes.c_float(0)
        pa, pb, pc = (ctypes.c_void_p(array.ctypes.data) for array in (a, b, c))
        plain = ctypes.c_char(b"N")
        function = self.library.c.dnnl_sgemm
        return lambda: function(plain, plain, m, n, k, one, pa, k, pb, n, zero, pc, n)

    def matmul(self, a, b, c, packed):
        library = self.library
        source, plain, result = (library.description(array.shape, AB) for array in (a, b, c))
        weights = library.description(b.shape, ANY) if packed else plain
        description = library.make(
            "matmul_primitive_desc_create", library.engine, source, weights, None, result, None
        )
        memory = library.memory(plain, b)
        if packed:
            chosen = ctypes.c_void_p(library.c.dnnl_primitive_desc_query_md(description, WEIGHTS_DESC, 0))
            own = library.memory(chosen)
            reorder = library.make(
                "reorder_primitive_desc_create", plain, library.engine, chosen, library.engine, None
            )
            library.runner(reorder, {SRC: memory, DST: own})()
            memory = own
        arguments = {SRC: library.memory(source, a), WEIGHTS: memory, DST: library.memory(result, c)}
        return library.runner(description, arguments)
