"""Values of elementwise functions with 40 digits, rounded to double. Needs mpmath 1.3 (https://mpmath.org).

  python3 tests/figures/elementwise.py > tests/src/test/resources/figures/elementwise.json
"""

import json
import random

import mpmath
from mpmath import mp, mpf

mp.dps = 40
random.seed(1129)


def scattered(least, most, count=24):
    return [random.uniform(least, most) for _ in range(count)]


def sizes(least, most, signs=(1,), count=24):
    """Numbers whose exponents of ten are evenly spread."""
    return [random.choice(signs) * 10 ** random.uniform(least, most) for _ in range(count)]


BOTH = (1, -1)
UNARY = {
    "tan": (mpmath.tan, scattered(-1.5, 1.5) + scattered(-50, 50) + sizes(-20, -1, BOTH)),
    "asin": (mpmath.asin, scattered(-1, 1) + sizes(-20, -1, BOTH) + [1.0, -1.0]),
    "acos": (mpmath.acos, scattered(-1, 1) + sizes(-20, -1, BOTH) + [1.0, -1.0]),
    "sinh": (mpmath.sinh, scattered(-3, 3) + sizes(-20, 2, BOTH)),
    "cosh": (mpmath.cosh, scattered(-3, 3) + sizes(-20, 2, BOTH)),
    "asinh": (mpmath.asinh, scattered(-3, 3) + sizes(-20, 20, BOTH) + sizes(20, 300, BOTH)),
    "acosh": (mpmath.acosh, scattered(1, 3) + [1 + x for x in sizes(-14, 0)] + sizes(1, 300) + [1.0]),
    "atanh": (mpmath.atanh, scattered(-1, 1) + sizes(-20, -1, BOTH) + [1 - x for x in sizes(-15, -1)]),
    "cbrt": (lambda x: mpmath.sign(x) * mpmath.cbrt(abs(x)), scattered(-3, 3) + sizes(-300, 300, BOTH) + [27.0, -8.0]),
    "exp2": (lambda x: mpf(2) ** x, scattered(-30, 30) + [10.0, -1022.0, 1023.0, 0.5] + sizes(-20, 2, BOTH)),
    "log2": (lambda x: mpmath.log(x, 2), scattered(0, 3) + sizes(-307, 308) + [2.0**k for k in (-1022, -1, 0, 1, 29, 1023)] + [5e-324, 1 - 2.0**-52, 1 + 2.0**-50]),
    "log10": (mpmath.log10, scattered(0, 3) + sizes(-307, 308) + [10.0**k for k in (0, 1, 2, 15, 22)] + [5e-324]),
    "erf_inv": (mpmath.erfinv, scattered(-1, 1) + sizes(-20, -1, BOTH) + [1 - x for x in sizes(-15, -1)] + [1 - 2.0**-53, 2.0**-53 - 1]),
    "lgamma": (lambda x: mpmath.log(abs(mpmath.gamma(x))), scattered(0, 3) + sizes(-20, 2) + sizes(2, 15) + [0.5, 100.5] + scattered(-20, 0)),
    "digamma": (mpmath.digamma, scattered(0, 3) + sizes(-20, 2) + sizes(2, 15) + scattered(-20, 0) + scattered(-1e4, 0, 6)),
    "polygamma(1)": (lambda x: mpmath.polygamma(1, x), scattered(0, 3) + sizes(-20, 2) + sizes(2, 15) + scattered(-20, 0) + scattered(-1e4, 0, 6)),
    "polygamma(2)": (lambda x: mpmath.polygamma(2, x), scattered(0, 3) + sizes(-20, 2) + sizes(2, 15) + scattered(-20, 0) + scattered(-1e4, 0, 6)),
    "polygamma(5)": (lambda x: mpmath.polygamma(5, x), scattered(0, 3) + sizes(-20, 2) + sizes(2, 15) + scattered(-100, 0)),
}
BINARY = {
    "atan2": (mpmath.atan2, sizes(-20, 20, BOTH), sizes(-20, 20, BOTH)),
    "hypot": (lambda x, y: mpmath.sqrt(x * x + y * y), sizes(-300, 300, BOTH), sizes(-300, 300, BOTH)),
    "log_add_exp": (lambda x, y: mpmath.log(mpmath.exp(x) + mpmath.exp(y)), scattered(-1000, 1000), scattered(-1000, 1000)),
    "mod": (lambda x, y: x - y * mpmath.floor(x / y), scattered(-50, 50), scattered(-7, 7)),
    "rem": (lambda x, y: x - y * (mpmath.floor(x / y) if x / y > 0 else mpmath.ceil(x / y)), scattered(-50, 50), scattered(-7, 7)),
}

figures = {name: {"x": xs, "value": [float(f(mpf(x))) for x in xs]} for name, (f, xs) in UNARY.items()}
figures |= {
    name: {"x": xs, "y": ys, "value": [float(f(mpf(x), mpf(y))) for x, y in zip(xs, ys)]} for name, (f, xs, ys) in BINARY.items()
}
print(json.dumps(figures, indent=None).replace("}, ", "},\n"))
