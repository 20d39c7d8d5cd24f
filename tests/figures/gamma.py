"""Derivatives of numbers of the gamma law with respect to their shape, by mpmath: src/test/resources/figures/gamma.json.

A number z keeps its probability P(a, z) of less, so dz/da = -(dP/da) / p. P is summed as its series in powers of z, whose terms need
more digits the further z lies above a.
"""

import json
import math
import pathlib

import mpmath as mp


def slope(a, z):
    mp.mp.dps = 40 + (int(3 * (z - a + math.sqrt(z))) if z > a and a < 50 else 60)
    a, z = mp.mpf(a), mp.mpf(z)
    term = z / a
    bracket = mp.digamma(a + 1) - mp.log(z)
    total = term * bracket
    n = 1
    while n <= max(10, z - a) or abs(term * bracket) > abs(total) * mp.mpf(10) ** -50:
        term *= z / (a + n)
        bracket += 1 / (a + n)
        total += term * bracket
        n += 1
    return float(total)


def numbers(a):
    if a < 50:
        below = [1e-100, 1e-10] if a < 1 else [1e-3 * a]
        return below + [0.1 * a, 0.5 * a, 0.9 * a, a, 1.1 * a, 2 * a, 5 * a, a + 8 * math.sqrt(a) + 5]
    return [a + math.sqrt(a) * k for k in (-6, -3, -0.5, -0.01, 0, 0.01, 0.5, 3, 6)]


rows = [
    [a, z, slope(a, z)]
    for a in (1e-3, 0.01, 0.1, 0.5, 1.0, 1.5, 3.0, 7.5, 30.0, 100.0, 399.0, 401.0, 1e3, 1e4, 1e6)
    for z in numbers(a)
]
target = pathlib.Path(__file__).parent.parent / "src/test/resources/figures/gamma.json"
target.write_text(json.dumps(rows).replace("], [", "],\n[") + "\n")
