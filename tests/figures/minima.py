"""Minima that scipy finds, and how often it evaluates a function for them. Needs scipy 1.17, and JAX 0.10 for derivatives.

  python3 tests/figures/minima.py > tests/src/test/resources/figures/minima.json

Data and certified values of Misra1a, Thurber and MGH09 are those of NIST's Statistical Reference Datasets for nonlinear regression.
"""

import json

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy
from scipy.integrate import solve_ivp
from scipy.optimize import least_squares, minimize


def rosenbrock(x):
    return jnp.concatenate([10 * (x[1:] - x[:-1] ** 2), 1 - x[:-1]])


def powell_singular(x):
    return jnp.stack(
        [x[0] + 10 * x[1], 5**0.5 * (x[2] - x[3]), (x[1] - 2 * x[2]) ** 2, 10**0.5 * (x[0] - x[3]) ** 2]
    )


def powell_badly_scaled(x):
    return jnp.stack([1e4 * x[0] * x[1] - 1, jnp.exp(-x[0]) + jnp.exp(-x[1]) - 1.0001])


def wood(x):
    return jnp.stack(
        [
            10 * (x[1] - x[0] ** 2),
            1 - x[0],
            90**0.5 * (x[3] - x[2] ** 2),
            1 - x[2],
            10**0.5 * (x[1] + x[3] - 2),
            0.1**0.5 * (x[1] - x[3]),
        ]
    )


def misra1a(b, x):
    return b[0] * (1 - jnp.exp(-b[1] * x))


def thurber(b, x):
    return (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1 + x * (b[4] + x * (b[5] + x * b[6])))


def mgh09(b, x):
    return b[0] * (x**2 + x * b[1]) / (x**2 + x * b[2] + b[3])


NIST = {
    "Misra1a": {
        "model": misra1a,
        "x": [77.6, 114.9, 141.1, 190.8, 239.9, 289.0, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760.0],
        "y": [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.40, 75.47, 81.78],
        "starts": [[500, 1e-4], [250, 5e-4]],
        "parameters": [2.3894212918e02, 5.5015643181e-04],
        "errors": [2.7070075241e00, 7.2668688436e-06],
        "squares": 1.2455138894e-01,
    },
    "Thurber": {
        "model": thurber,
        "x": [-3.067, -2.981, -2.921, -2.912, -2.840, -2.797, -2.702, -2.699, -2.633, -2.481, -2.363, -2.322, -1.501]
        + [-1.460, -1.274, -1.212, -1.100, -1.046, -0.915, -0.714, -0.566, -0.545, -0.400, -0.309, -0.109, -0.103]
        + [0.010, 0.119, 0.377, 0.790, 0.963, 1.006, 1.115, 1.572, 1.841, 2.047, 2.200],
        "y": [80.574, 84.248, 87.264, 87.195, 89.076, 89.608, 89.868, 90.101, 92.405, 95.854, 100.696, 101.060, 401.672]
        + [390.724, 567.534, 635.316, 733.054, 759.087, 894.206, 990.785, 1090.109, 1080.914, 1122.643, 1178.351]
        + [1260.531, 1273.514, 1288.339, 1327.543, 1353.863, 1414.509, 1425.208, 1421.384, 1442.962, 1464.350]
        + [1468.705, 1447.894, 1457.628],
        "starts": [[1000, 1000, 400, 40, 0.7, 0.3, 0.03], [1300, 1500, 500, 75, 1, 0.4, 0.05]],
        "parameters": [1.2881396800e03, 1.4910792535e03, 5.8323836877e02, 7.5416644291e01, 9.6629502864e-01]
        + [3.9797285797e-01, 4.9727297349e-02],
        "errors": [4.6647963344e00, 3.9571156086e01, 2.8698696102e01, 5.5675370270e00, 3.1333340687e-02]
        + [1.4984928198e-02, 6.5842344623e-03],
        "squares": 5.6427082397e03,
    },
    "MGH09": {
        "model": mgh09,
        "x": [4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
        "y": [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
        "starts": [[25, 39, 41.5, 39], [0.25, 0.39, 0.415, 0.39]],
        "parameters": [1.9280693458e-01, 1.9128232873e-01, 1.2305650693e-01, 1.3606233068e-01],
        "errors": [1.1435312227e-02, 1.9633220911e-01, 8.0842031232e-02, 9.0025542308e-02],
        "squares": 3.0750560385e-04,
    },
}

TIMES = numpy.arange(1, 21) / 2
random = numpy.random.default_rng(1729)


def prey_and_predators(rates):
    """Values at TIMES and their derivatives by the rates, by the equation of sensitivities."""

    def field(t, state):
        y = state[:2]
        s = state[2:].reshape(2, 4)
        a, b, c, d = rates
        by_y = numpy.array([[a - b * y[1], -b * y[0]], [d * y[1], d * y[0] - c]])
        by_rates = numpy.array([[y[0], -y[0] * y[1], 0, 0], [0, 0, -y[1], y[0] * y[1]]])
        slope = [a * y[0] - b * y[0] * y[1], d * y[0] * y[1] - c * y[1]]
        return numpy.concatenate([slope, (by_y @ s + by_rates).ravel()])

    start = numpy.concatenate([[1, 1], numpy.zeros(8)])
    solved = solve_ivp(field, (0, TIMES[-1]), start, method="DOP853", t_eval=TIMES, rtol=1e-12, atol=1e-12)
    return solved.y[:2].T.ravel(), solved.y[2:].T.reshape(-1, 2, 4).reshape(-1, 4)


observed = prey_and_predators([1.5, 1, 3, 1])[0] + 0.1 * random.normal(size=2 * len(TIMES))


def differentiated(residuals):
    jacobian = jax.jit(jax.jacfwd(residuals))
    fast = jax.jit(residuals)
    return lambda x: (numpy.asarray(fast(x)), numpy.asarray(jacobian(x)))


def population(rates):
    values, slopes = prey_and_predators(rates)
    return values - observed, slopes


features = random.normal(size=(60, 4))
labels = (features @ [1, -2, 0.5, 0] + 0.7 * random.normal(size=60) > 0.3).astype(float)


@jax.jit
def logistic(x):
    scores = features @ x[:4] + x[4]
    return jnp.mean(jnp.logaddexp(0, scores) - labels * scores) + 0.01 * jnp.sum(x[:4] ** 2)


def half_squares(both):
    """Half the sum of squares with its gradient, as least_squares has it."""

    def value(x):
        residuals, jacobian = both(x)
        return 0.5 * residuals @ residuals, jacobian.T @ residuals

    return value


def minimum(value_and_gradient, start):
    found = minimize(
        value_and_gradient,
        start,
        jac=True,
        method="L-BFGS-B",
        options={"gtol": 1e-7, "ftol": 1e-15, "maxfun": 10000, "maxiter": 10000},
    )
    return {
        "start": list(start),
        "parameters": found.x.tolist(),
        "value": float(found.fun),
        "evaluations": found.nfev,
        "message": found.message,
    }


def fit(both, start):
    kept = {}

    def at(x):
        key = x.tobytes()
        if key not in kept:
            kept[key] = both(x)
        return kept[key]

    found = least_squares(
        lambda x: at(x)[0],
        numpy.asarray(start, dtype=float),
        jac=lambda x: at(x)[1],
        method="lm",
        x_scale="jac",
        ftol=1e-10,
        xtol=1e-10,
        gtol=1e-10,
        max_nfev=2000,
    )
    return {
        "start": list(start),
        "parameters": found.x.tolist(),
        "squares": float(2 * found.cost),
        "evaluations": found.nfev,
        "jacobians": found.njev,
    }


closed = {
    "Rosenbrock": (differentiated(rosenbrock), [-1.2, 1]),
    "Rosenbrock in 10 dimensions": (differentiated(rosenbrock), [-1.2, 1] * 5),
    "Powell, singular": (differentiated(powell_singular), [3, -1, 0, 1]),
    "Powell, badly scaled": (differentiated(powell_badly_scaled), [0, 1]),
    "Wood": (differentiated(wood), [-3, -1, -3, -1]),
    "prey and predators": (population, [1.4, 0.95, 2.9, 0.95]),
}
logistic_slopes = jax.jit(jax.value_and_grad(logistic))
minima = {name: minimum(half_squares(both), start) for name, (both, start) in closed.items()}
minima["logistic regression"] = minimum(
    lambda x: (float(logistic_slopes(x)[0]), numpy.asarray(logistic_slopes(x)[1])), [0.0] * 5
)
fits = {name: fit(both, start) for name, (both, start) in closed.items()}
for name, each in NIST.items():
    model, x, y = each.pop("model"), jnp.asarray(each["x"]), jnp.asarray(each["y"])
    both = differentiated(lambda b: model(b, x) - y)
    for number, start in enumerate(each.pop("starts"), 1):
        fits[f"{name}, start {number}"] = fit(both, start)

print(
    json.dumps(
        {
            "minima": minima,
            "fits": fits,
            "nist": NIST,
            "observed": observed.tolist(),
            "features": features.ravel().tolist(),
            "labels": labels.tolist(),
        }
    )
)
