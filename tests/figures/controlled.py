"""Golden figures of controlled equations, cde_*.json. Needs diffrax 0.7.2 and JAX.

  python3 tests/figures/controlled.py tests/src/test/resources/golden

README.md there describes the format. Data are by formula, networks from a fixed seed.
"""

import json
import pathlib
import sys

import diffrax as dx
import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
ADJOINT = dx.RecursiveCheckpointAdjoint()


def network(seed, sizes):
    random = np.random.default_rng(seed)
    return [
        {"W": random.normal(size=(i, o)) / np.sqrt(i), "b": 0.1 * random.normal(size=o)}
        for i, o in zip(sizes, sizes[1:])
    ]


def field(problem, control_channels):
    activation = {"softplus": jax.nn.softplus, "tanh": jnp.tanh}[problem["activation"]]

    def apply(t, y, layers):
        h = y
        for i, layer in enumerate(layers):
            h = (h if i == 0 else activation(h)) @ layer["W"] + layer["b"]
        return jnp.tanh(h).reshape(y.shape + (control_channels,))

    return apply


def spirals(ts, batch, noise):
    """Two channels of a spiral inwards, one for each member of the batch; [times, batch, 2], or [times, 2] without a batch."""
    phases = np.array(0.4) if batch is None else 0.4 + 1.1 * np.arange(batch)
    angle = 2 * ts[(...,) + (None,) * phases.ndim] + phases
    size = np.exp(-0.3 * ts)[(...,) + (None,) * phases.ndim]
    return np.stack([size * np.cos(angle), size * np.sin(angle) + noise * np.sin(7 * angle)], -1)


def problems():
    ts = np.linspace(0, 2, 13) + 0.05 * np.sin(np.arange(13))
    ts[0], ts[-1] = 0, 2
    gaps = spirals(ts, None, 0.1)
    gaps[[0, 3, 4, 9], 0] = np.nan
    gaps[[2, 4, 7, 11, 12], 1] = np.nan

    def problem(path, data, **more):
        channels = data.shape[-1] * (2 if more.get("counts") else 1) + (1 if more.get("time", True) else 0)
        hidden = more.pop("hidden")
        y0 = np.sin(1.3 * np.arange(hidden) + 0.2) if data.ndim == 2 else np.sin(
            np.arange(data.shape[1] * hidden).reshape(data.shape[1], hidden) + 0.5)
        return {
            "path": path, "times": ts, "data": data, "time": True, "counts": False, "activation": "softplus",
            "y0": y0, "args": network(hidden, [hidden, 8, hidden * channels]), "t0": 0.0, "t1": 2.0, **more}

    return {
        "cde-spiral": problem("backward-hermite", spirals(ts, 3, 0.1), hidden=4),
        "cde-alone": problem("backward-hermite", spirals(ts, None, 0.1), hidden=5, activation="tanh", time=False, t0=1.9, t1=0.1),
        "cde-gaps": problem("backward-hermite", gaps, hidden=3, ends=True, counts=True),
        "cde-lines": problem("linear", spirals(ts, 2, 0.1), hidden=3),
        "cde-lines-gaps": problem("linear", gaps, hidden=2, counts=True),
        "cde-held": problem("rectilinear", gaps, hidden=3),
    }


def ends_filled(data, known):
    """The first known value of each channel before it, and the last one after it."""
    rows = np.arange(len(data)).reshape((-1,) + (1,) * (data.ndim - 1))
    first, last = known.argmax(0), len(data) - 1 - known[::-1].argmax(0)
    index = np.where(rows < first, first, np.where(rows > last, last, rows))
    return jnp.take_along_axis(data, jnp.asarray(index), 0)


class Held:
    """The last known value, from its knot on: increments over (a, b] have the jumps up to b."""

    def __init__(self, ts, values):
        self.ts, self.values = ts, values

    def at(self, t):
        return self.values[jnp.clip(jnp.searchsorted(self.ts, t, side="right") - 1, 0, len(self.ts) - 1)]


class Channels:
    """Channels with gaps, each by the knots that it has: the reference starts its cubic anew at a knot without a value."""

    def __init__(self, ts, data, gaps):
        channels = data.shape[1]
        own = np.ones((len(ts), channels), bool)
        first = channels - 2 * gaps.shape[1]  # after time come the data, then their counts
        filled = np.logical_or.accumulate(~gaps, 0) & np.logical_or.accumulate(~gaps[::-1], 0)[::-1]
        own[:, first:first + gaps.shape[1]] = ~(gaps & filled)
        self.paths = [
            dx.CubicInterpolation(ts[rows], dx.backward_hermite_coefficients(ts[rows], data[rows, channel]))
            for channel, rows in enumerate(np.flatnonzero(each) for each in own.T)]

    def derivative(self, t):
        return jnp.stack([path.derivative(t) for path in self.paths])

    def evaluate(self, a, b):
        return jnp.stack([path.evaluate(a, b) for path in self.paths])


def control(problem, known, values):
    """The path of a problem whose known values are `values`; the data are NaN elsewhere."""
    ts = jnp.asarray(problem["times"])
    data = jnp.full(problem["data"].shape, jnp.nan).at[known].set(values)
    if problem["path"] == "rectilinear":
        filled = ends_filled(data, known)
        index = np.maximum.accumulate(np.where(np.isnan(problem["data"]), -1, np.arange(len(ts))[:, None]), 0)
        filled = jnp.take_along_axis(filled, jnp.asarray(np.maximum(index, 0)), 0)
        held = Held(ts, filled)
        return lambda a, b: jnp.concatenate([jnp.atleast_1d(b - a), held.at(b) - held.at(a)])
    if problem["counts"]:
        counts = jnp.cumsum(jnp.asarray(~np.isnan(problem["data"]), float), 0)
        data = jnp.concatenate([ends_filled(data, known), counts], -1)
    else:
        data = ends_filled(data, known)
    if problem["time"]:
        time = jnp.broadcast_to(ts.reshape((-1,) + (1,) * (data.ndim - 1)), data.shape[:-1] + (1,))
        data = jnp.concatenate([time, data], -1)
    if problem["path"] == "linear":
        return dx.LinearInterpolation(ts, dx.linear_interpolation(ts, data))
    if bool(known.all()):
        return dx.CubicInterpolation(ts, dx.backward_hermite_coefficients(ts, data))
    return Channels(ts, data, gaps=~known)


WITH_GRADIENT = {
    ("cde-spiral", "Heun", "ode"), ("cde-spiral", "Tsit5", "ode"), ("cde-spiral", "Euler", "increments"),
    ("cde-alone", "Heun", "ode"), ("cde-gaps", "Heun", "ode"), ("cde-gaps", "Euler", "increments"),
    ("cde-lines-gaps", "Heun", "increments"), ("cde-held", "Heun", "increments")}

SOLVERS = {name: getattr(dx, name)() for name in
           "Euler Heun Midpoint Bosh3 Tsit5 Dopri5 Dopri8 ReversibleHeun".split()}


def stepping(problem, row):
    if "step_ts" in row:
        return dx.StepTo(jnp.asarray(row["step_ts"])), None
    if "controller" in row:
        pid = dx.PIDController(**row["controller"])
        if row["jump_ts"]:
            pid = dx.ClipStepSizeController(pid, jump_ts=jnp.asarray(problem["times"][1:-1]))
        return pid, row["dt0"]
    return dx.ConstantStepSize(), row["dt0"]


def solve(problem, row, y0, args, values, saveat):
    path = control(problem, ~np.isnan(problem["data"]), values)
    channels = problem["args"][-1]["b"].size // problem["y0"].shape[-1]
    vector_field = field(problem, channels)
    is_batch = problem["data"].ndim == 3  # each member of a batch has its control

    def contract(slopes, x):
        return jnp.einsum("bhc,bc->bh", slopes, x) if is_batch else slopes @ x

    if row["way"] == "ode":
        term = dx.ODETerm(lambda t, y, p: contract(vector_field(t, y, p), path.derivative(t)))
    else:
        increment = path if callable(path) else path.evaluate

        class Control(dx.AbstractTerm):
            def vf(self, t, y, p):
                return vector_field(t, y, p)

            def contr(self, a, b, **kwargs):
                return increment(a, b)

            def prod(self, slopes, x):
                return contract(slopes, x)

        term = Control()
    controller, dt0 = stepping(problem, row)
    return dx.diffeqsolve(
        term, SOLVERS[row["solver"]], problem["t0"], problem["t1"], dt0, y0, args, saveat=saveat,
        stepsize_controller=controller, adjoint=ADJOINT, max_steps=1024)


def rows():
    grid = [float(t) for t in np.linspace(0, 2, 26)]
    back = [float(t) for t in np.linspace(1.9, 0.1, 21)]
    fine = {"rtol": 1e-6, "atol": 1e-8}
    for name in ["Euler", "Heun", "Bosh3", "Tsit5", "Dopri8", "ReversibleHeun"]:
        yield {"problem": "cde-spiral", "solver": name, "way": "ode", "dt0": 0.08}
    for name in ["Euler", "Midpoint", "Tsit5", "ReversibleHeun"]:
        yield {"problem": "cde-spiral", "solver": name, "way": "increments", "step_ts": grid}
    for name in ["Heun", "Tsit5"]:
        yield {"problem": "cde-alone", "solver": name, "way": "ode", "dt0": -0.09}
        yield {"problem": "cde-alone", "solver": name, "way": "increments", "step_ts": back}
        yield {"problem": "cde-gaps", "solver": name, "way": "ode", "dt0": 0.08}
        yield {"problem": "cde-lines-gaps", "solver": name, "way": "increments", "step_ts": grid}
        yield {"problem": "cde-held", "solver": name, "way": "increments", "step_ts": grid}
    yield {"problem": "cde-gaps", "solver": "Euler", "way": "increments", "step_ts": grid}
    yield {"problem": "cde-lines", "solver": "Heun", "way": "increments", "step_ts": grid}
    for name in ["Bosh3", "Tsit5"]:
        yield {"problem": "cde-lines", "solver": name, "way": "ode", "controller": fine, "jump_ts": True, "dt0": 0.01}


def plain(value):
    """Lists of numbers for JSON, null in place of NaN."""
    if isinstance(value, (np.ndarray, jax.Array)):
        value = np.asarray(value).tolist()
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return None if isinstance(value, float) and np.isnan(value) else value


def main(folder):
    all_problems = problems()
    solves, gradients = [], []
    for row in rows():
        print(row["problem"], row["solver"], row["way"], flush=True)
        problem = all_problems[row["problem"]]
        known = ~np.isnan(problem["data"])
        values = jnp.asarray(problem["data"][known])
        y0, args = jnp.asarray(problem["y0"]), jax.tree_util.tree_map(jnp.asarray, problem["args"])
        t0, t1 = problem["t0"], problem["t1"]
        ts = [t0 + (t1 - t0) * 0.37, t1]
        adapts = "controller" in row
        saved = dx.SaveAt(t1=True) if adapts or row["way"] == "increments" else dx.SaveAt(ts=jnp.asarray(ts))
        solution = jax.jit(lambda *inputs: solve(problem, row, *inputs, saved))(y0, args, values)
        figures = {"ts": ts if saved.subs.ts is not None else [t1], "ys": solution.ys}
        solves.append({**row, **figures})
        if adapts or (row["problem"], row["solver"], row["way"]) not in WITH_GRADIENT:
            continue

        def loss(inputs):
            y1 = solve(problem, row, *inputs, dx.SaveAt(t1=True)).ys[0]
            return jnp.sum(jnp.cos(jnp.arange(y1.size) + 1) * y1.reshape(-1))

        value, (of_y0, of_args, of_values) = jax.jit(jax.value_and_grad(loss))((y0, args, values))
        of_data = np.full(problem["data"].shape, np.nan)
        of_data[known] = of_values
        gradients.append({**row, "loss": float(value), "grad_y0": of_y0, "grad_args": of_args, "grad_data": of_data})
    out = pathlib.Path(folder)
    for name, content in {"problems": all_problems, "solves": solves, "gradients": gradients}.items():
        (out / f"cde_{name}.json").write_text(json.dumps(plain(content), separators=(",", ":")))


if __name__ == "__main__":
    main(sys.argv[1])
