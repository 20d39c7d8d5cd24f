"""The training cases of `palinode bench`, on diffrax, Equinox and Optax: twenty steps, from the same parameters on the same data.

  peers/bin/python jax_training.py [case ...]

One JSON line per case: case, adjoint, ms of the twenty steps (minimum of several calls after the first), first_s, steps, loss of the last step.
"""
import json, sys, time
import equinox as eqx, jax, jax.numpy as jnp, optax
import flow, latent, spirals
from jax_noise import waves

STEPS, BATCHES, BUDGET_S = 20, (1, 32, 256), 5.0


def with_waves(model):
    """The model with the numbers of TrainingCase; a matrix of ours is the transpose of Equinox's, and its output of one number has an axis."""
    arrays, rest = eqx.partition(model, eqx.is_inexact_array)
    leaves, structure = jax.tree_util.tree_flatten(arrays)
    filled = []
    for k, leaf in enumerate(leaves):
        wave = waves(100.0 * k, *leaf.shape[::-1])
        filled.append((wave / wave.shape[0] ** 0.5).T if wave.ndim == 2 else 0.1 * wave)
    return eqx.combine(jax.tree_util.tree_unflatten(structure, filled), rest)


def case(name):
    kind, batch = name.rsplit("-", 1)
    batch, key = int(batch), jax.random.PRNGKey(0)
    if kind == "train-small":
        return spirals.loss, spirals.Classifier(key), [array[:batch] for array in spirals.spirals(128)]
    if kind == "train-latent":
        return latent.loss, latent.Latent(key), [*latent.oscillations(batch), waves(50.0, batch, latent.HIDDEN)]
    return flow.loss, flow.Flow(key), [flow.moons(128)[:batch]]


def measure(name):
    loss, model, data = case(name)
    initial, optimiser = with_waves(model), optax.adam(1e-3)

    @eqx.filter_jit
    def step(model, state, batch):
        value, gradient = eqx.filter_value_and_grad(loss)(model, *batch)
        updates, state = optimiser.update(gradient, state)
        return eqx.apply_updates(model, updates), state, value

    def call():
        model, state = initial, optimiser.init(eqx.filter(initial, eqx.is_inexact_array))
        for _ in range(STEPS):
            model, state, value = step(model, state, data)
        return float(value)

    def seconds():
        start = time.perf_counter()
        value = call()
        return time.perf_counter() - start, value

    first, value = seconds()
    begun, times = time.perf_counter(), []
    while len(times) < 2 or time.perf_counter() - begun < BUDGET_S:
        times.append(seconds()[0])
    print(json.dumps(dict(case=name, adjoint="RecursiveCheckpointAdjoint", solver="Tsit5", ms=round(min(times) * 1e3, 3),
                          first_s=round(first, 2), steps=STEPS, loss=value)), flush=True)


CASES = [f"{kind}-{batch}" for batch in BATCHES for kind in ("train-small", "train-latent", "train-cnf")]
if __name__ == "__main__":
    for name in sys.argv[1:] or CASES:
        measure(name)
