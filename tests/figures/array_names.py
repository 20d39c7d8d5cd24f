"""Names of the functions of JAX on arrays, which docs/reference/coming-from/arrays.md speaks of. Needs jax 0.10.2.

  python3 tests/figures/array_names.py > tests/src/test/resources/figures/array-names.txt
"""

import inspect
import types

import jax.nn
import jax.numpy
import jax.random
import jax.scipy.special

MODULES = (jax.numpy, jax.numpy.linalg, jax.nn, jax.random, jax.scipy.special)


def is_function(value):
    return callable(value) and not inspect.isclass(value) and not isinstance(value, types.ModuleType)


for module in MODULES:
    names = [name for name in dir(module) if not name.startswith("_") and is_function(getattr(module, name))]
    print(module.__name__ + ":", *names)
