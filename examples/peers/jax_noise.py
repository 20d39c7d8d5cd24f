"""The cases of jax_bench.py with noise or a control: the twins of those of `palinode bench`, of the same sizes, steps and parameters.

Names end in -independent where the noise is UnsafeBrownianPath's, in -given where a table of waves stands in its place, the same as there, and in
neither where it is a VirtualBrownianTree with half a step as its tolerance. Values of -given cases and of cde-mlp are those of `palinode bench`.
"""
import math, typing
import jax, jax.numpy as jnp, numpy as np
import diffrax as dx, equinox as eqx, lineax

LEVELS = {"w": dx.BrownianIncrement, "wh": dx.SpaceTimeLevyArea, "whk": dx.SpaceTimeTimeLevyArea}
SOURCES = ("", "-independent", "-given")


def waves(k, *shape):
    """sin(k + 1), sin(k + 2), ..."""
    return jnp.sin(k + jnp.arange(1.0, np.prod(shape) + 1)).reshape(shape)


def mlp(k, *widths):
    return [(waves(k + 100 * i, a, b) / math.sqrt(a), jnp.zeros(b)) for i, (a, b) in enumerate(zip(widths, widths[1:]), 1)]


def apply(layers, x):
    for i, (w, b) in enumerate(layers):
        x = x @ w + b
        x = jnp.tanh(x) if i < len(layers) - 1 else x
    return x


class Independent(dx.AbstractBrownianPath):
    """The numbers of UnsafeBrownianPath. Diffrax differentiates no solve with that class itself, as times might not be computed the same again; here they are."""
    path: dx.UnsafeBrownianPath
    levy_area: type = eqx.field(static=True)
    t0 = property(lambda self: self.path.t0)
    t1 = property(lambda self: self.path.t1)

    def evaluate(self, t0, t1=None, left=True, use_levy=False):
        return self.path.evaluate(t0, t1, left, use_levy)


class Given(dx.AbstractBrownianPath):
    """A row of given increments for each step."""
    rows: tuple
    step: float = eqx.field(static=True)
    levy_area: type = eqx.field(static=True)
    t0 = property(lambda self: 0.0)
    t1 = property(lambda self: self.step * len(self.rows[0]))

    def evaluate(self, t0, t1=None, left=True, use_levy=False):
        row = [rows[jnp.round(t0 / self.step).astype(int)] for rows in self.rows]
        return self.levy_area(t1 - t0, *row) if use_levy else row[0]


def brownian_path(source, level, step, steps, shape):
    key, area = jax.random.key(0), LEVELS[level]
    if source == "":
        return dx.VirtualBrownianTree(0.0, steps * step, step / 2, shape, key, area)
    if source == "-independent":
        return Independent(dx.UnsafeBrownianPath(shape, key, area), area)
    k = 1 + jnp.arange(float(steps * math.prod(shape))).reshape(steps, *shape)
    size = math.sqrt(2 * step)
    return Given(tuple(size * jnp.sin((i + 1) * k) / math.sqrt(v) for i, v in enumerate((1, 12, 720)[: len(level)])), step, area)


class EES25(dx.AbstractERK, dx.AbstractStratonovichSolver):
    """EES(2, 5) of Shmelev et al. 2025, which no release of diffrax has."""
    tableau: typing.ClassVar = dx.ButcherTableau(
        c=np.array([1 / 3, 5 / 6]), a_lower=(np.array([1 / 3]), np.array([-5 / 48, 15 / 16])), b_sol=np.array([0.1, 0.5, 0.4]), b_error=np.array([-0.9, 0.5, 0.4]))
    interpolation_cls: typing.ClassVar = dx.ThirdOrderHermitePolynomialInterpolation.from_k

    def order(self, terms): return 2

    def strong_order(self, terms): return 0.5


class Cases:
    """Runs cases by name; `timed` and `show` are those of jax_bench.py."""
    reference = False  # leave Backsolve out

    def __init__(self, timed, show):
        self.timed, self.show = timed, show

    def gradient(self, name, solver, parameters, solve):
        """The gradient of the sum of the squares of the end."""
        for adjoint in [dx.RecursiveCheckpointAdjoint()] if self.reference else [dx.RecursiveCheckpointAdjoint(), dx.BacksolveAdjoint()]:
            def value(p, adjoint=adjoint):
                solution = solve(p, adjoint)
                return jnp.sum(solution.ys ** 2), solution.stats["num_accepted_steps"]
            loss = jax.jit(jax.value_and_grad(value, has_aux=True))
            best, first = self.timed(lambda: loss(parameters))
            (end, steps), _ = loss(parameters)
            self.show(name, type(adjoint).__name__, type(solver).__name__, best, first, steps, end)

    def forward(self, name, solver, steps, call, *arguments):
        call = jax.jit(call)
        best, first = self.timed(lambda: call(*arguments))
        self.show(name, "forward", solver, best, first, steps, call(*arguments))

    def gbm(self, name, source, step, steps, shape):
        path = brownian_path(source, "w", step, steps, shape)
        times = (lambda y, s: s * y) if shape == () else (lambda y, s: lineax.DiagonalLinearOperator(s * y))
        terms = dx.MultiTerm(dx.ODETerm(lambda t, y, p: p[0] * y), dx.ControlTerm(lambda t, y, p: times(y, p[1]), path))
        parameters = (jnp.array(0.05), jnp.array(0.2), jnp.ones(shape))
        solve = lambda p, adjoint: dx.diffeqsolve(terms, dx.Euler(), 0.0, steps * step, step, p[2], p, adjoint=adjoint, max_steps=steps)
        if shape == ():
            self.forward(name, "Euler", steps, lambda p: jnp.sum(solve(p, dx.RecursiveCheckpointAdjoint()).ys), parameters)
        else:
            self.gradient(name, dx.Euler(), parameters, solve)

    def sde_mlp(self, name, source, solver):
        step, steps, batch, widths = 2.0 ** -8, 200, 64, (2, 32, 32, 2)
        path = brownian_path(source, "w", step, steps, (batch, 2))
        terms = dx.MultiTerm(dx.ODETerm(lambda t, y, p: apply(p[0], y)), dx.ControlTerm(lambda t, y, p: lineax.DiagonalLinearOperator(apply(p[1], y)), path))
        self.gradient(name, solver, (mlp(0, *widths), mlp(1000, *widths), waves(0, batch, 2)),
                      lambda p, adjoint: dx.diffeqsolve(terms, solver, 0.0, steps * step, step, p[2], p[:2], adjoint=adjoint, max_steps=steps))

    def cde_mlp(self, name):
        hidden, channels, knots, batch = 32, 4, 100, 32
        ts = jnp.linspace(0.0, 1.0, knots)
        waves_of = lambda c: jnp.sin((c + 1) * 2 * ts[:, None] + jnp.arange(batch))
        data = jnp.stack([jnp.tile(ts[:, None], (1, batch)), *(waves_of(c) for c in range(1, channels))], axis=-1)
        path = dx.CubicInterpolation(ts, dx.backward_hermite_coefficients(ts, data))
        field = lambda t, y, p: jnp.einsum("bhc,bc->bh", jnp.tanh(apply(p, y)).reshape(batch, hidden, channels), path.derivative(t))
        self.gradient(name, dx.Tsit5(), (mlp(0, hidden, hidden, hidden * channels), waves(0, batch, hidden)),
                      lambda p, adjoint: dx.diffeqsolve(dx.ODETerm(field), dx.Tsit5(), 0.0, 1.0, 0.01, p[1], p[0], adjoint=adjoint,
                                                        stepsize_controller=dx.PIDController(rtol=1e-4, atol=1e-6)))

    def langevin(self, name, source):
        chains, steps, step = 1000, 200, 2.0 ** -4
        path = brownian_path(source, "whk", step, steps, (chains,))
        one = jnp.ones(chains)
        terms = dx.MultiTerm(dx.UnderdampedLangevinDriftTerm(one, one, lambda x, args: x * (x ** 2 - 1)), dx.UnderdampedLangevinDiffusionTerm(one, one, path))
        solve = lambda y0: jnp.sum(dx.diffeqsolve(terms, dx.QUICSORT(), 0.0, steps * step, step, y0, max_steps=steps).ys[0] ** 2)
        self.forward(name, "QUICSORT", steps, solve, (waves(0, chains), waves(1000, chains)))

    def brownian(self, name, source, level):
        step, steps = 2.0 ** -17, 100_000
        path = brownian_path(source, level, step, steps, ())

        def total(i, total):
            increment = path.evaluate(i * step, (i + 1) * step, use_levy=True)
            return total + sum(getattr(increment, letter) for letter in ("W", "H", "K")[: len(level)])
        self.forward(name, "none", steps, lambda: jax.lax.fori_loop(0, steps, total, 0.0))

    def all(self):
        """The runs by name."""
        found = {f"brownian-{level}{source}": (self.brownian, source, level) for level in LEVELS for source in SOURCES[:2]}
        for source in SOURCES:
            found["gbm" + source] = (self.gbm, source, 2.0 ** -20, 1_000_000, ())
            found["gbm-paths" + source] = (self.gbm, source, 2.0 ** -10, 1_000, (1000,))
            found["sde-mlp" + source] = (self.sde_mlp, source, dx.ReversibleHeun())
            found["sde-mlp-ees" + source] = (self.sde_mlp, source, EES25())
            found["langevin" + source] = (self.langevin, source)
        found["cde-mlp"] = (self.cde_mlp,)
        return {name: (lambda run=run, name=name, rest=rest: run(name, *rest)) for name, (run, *rest) in found.items()}
