"""Files in the format safetensors, as Python's library writes them, for SafetensorsTest.

    pip install safetensors==0.8.0 numpy ml_dtypes
    python tests/figures/saved_tensors.py              writes tests/src/test/resources/safetensors
    python tests/figures/saved_tensors.py FILE ...     prints what the library reads from files of ours
"""

import json
import pathlib
import sys

import ml_dtypes
import numpy
import safetensors
import safetensors.numpy

FOLDER = pathlib.Path(__file__).parents[1] / "src/test/resources/safetensors"

# Numbers at the ends and in the middle of each type; -0 and the smallest one below 1 for floats.
FLOATS = [0.0, -0.0, 1.0, -1.5, 0.1, 3.25]
TYPES = {
    "F64": (numpy.float64, FLOATS + [5e-324, 1.7976931348623157e308, numpy.inf, -numpy.inf, numpy.nan]),
    "F32": (numpy.float32, FLOATS + [1e-45, 3.4028234663852886e38, numpy.inf, -numpy.inf, numpy.nan]),
    "F16": (numpy.float16, FLOATS + [5.960464477539063e-08, 6.097555160522461e-05, 65504.0, numpy.inf, -numpy.inf, numpy.nan]),
    "BF16": (ml_dtypes.bfloat16, FLOATS + [9.183549615799121e-41, 3.3895313892515355e38, numpy.inf, -numpy.inf, numpy.nan]),
    "F8_E5M2": (ml_dtypes.float8_e5m2, FLOATS + [1.52587890625e-05, 57344.0, numpy.inf, -numpy.inf, numpy.nan]),
    "F8_E4M3": (ml_dtypes.float8_e4m3fn, FLOATS + [0.001953125, 448.0, numpy.nan]),
    "I64": (numpy.int64, [0, -1, 2**53, -(2**53)]),
    "U64": (numpy.uint64, [0, 1, 2**53]),
    "I32": (numpy.int32, [0, -1, 2**31 - 1, -(2**31)]),
    "U32": (numpy.uint32, [0, 1, 2**32 - 1]),
    "I16": (numpy.int16, [0, -1, 2**15 - 1, -(2**15)]),
    "U16": (numpy.uint16, [0, 1, 2**16 - 1]),
    "I8": (numpy.int8, [0, -1, 127, -128]),
    "U8": (numpy.uint8, [0, 1, 255]),
    "BOOL": (numpy.bool_, [False, True]),
}


def write():
    FOLDER.mkdir(parents=True, exist_ok=True)
    tensors, values = {}, {}
    for label, (dtype, numbers) in TYPES.items():
        array = numpy.array(numbers, dtype=dtype)
        tensors[label] = array
        values[label] = [repr(float(number)) for number in array]
    safetensors.numpy.save_file(tensors, FOLDER / "types.safetensors", {"made by": "Python", "umlaut": "ä\n\"quoted\""})
    (FOLDER / "types.json").write_text(json.dumps(values, indent=1) + "\n")

    shapes = {
        "layers.0.weight": numpy.arange(6, dtype=numpy.float32).reshape(2, 3),
        "layers.0.bias": numpy.array([0.5, -0.5, 0.25], dtype=numpy.float32),
        "scale": numpy.array(2.0, dtype=numpy.float32),
        "none": numpy.zeros((0, 4), dtype=numpy.float32),
    }
    safetensors.numpy.save_file(shapes, FOLDER / "shapes.safetensors")


def show(file):
    with safetensors.safe_open(file, framework="numpy") as opened:
        print(json.dumps(opened.metadata()))
        for name in sorted(opened.keys()):
            tensor = opened.get_tensor(name)
            print(name, tensor.dtype, tensor.shape, [number.hex() for number in tensor.astype(numpy.float64).ravel()[:6].tolist()])


if len(sys.argv) == 1:
    write()
for argument in sys.argv[1:]:
    show(argument)
