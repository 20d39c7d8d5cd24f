"""Parameters after steps of optax's optimisers, and values of its schedules. Needs optax 0.2.8 with JAX 0.10.2.

  python3 tests/figures/optimisers.py > tests/src/test/resources/figures/optimisers.json

The gradient of step t is noise[t] + pull * (parameters - target): the noise is in the file, so that no random numbers have to agree.
"""

import json

import jax

jax.config.update("jax_enable_x64", True)

import jax.numpy as jnp
import numpy
import optax

STEPS = 50
SEEN = [1, 2, 10, 50]
PULL = 0.3
NOT_FINITE = {3: numpy.nan, 17: numpy.inf, 18: -numpy.inf}

random = numpy.random.default_rng(17)
start = {
    "matrix": random.normal(size=(2, 3)),
    "scalar": random.normal(),
    "still": random.normal(size=3),
}
target = {name: random.normal(size=numpy.shape(leaf)) for name, leaf in start.items()}
noise = {name: random.normal(size=(STEPS,) + numpy.shape(leaf)) for name, leaf in start.items()}


def gradient(parameters, step):
    """The leaf "still" has no influence on the loss: its gradient is 0 at each step."""
    moved = {
        name: noise[name][step] + PULL * (parameters[name] - target[name])
        for name in ("matrix", "scalar")
    }
    return {**moved, "still": jnp.zeros(3)}


def broken(parameters, step):
    """As gradient, but one number is not finite at a few steps."""
    whole = gradient(parameters, step)
    if step in NOT_FINITE:
        whole["matrix"] = whole["matrix"].at[1, 1].set(NOT_FINITE[step])
    return whole


def path(optimiser, gradient=gradient):
    """The parameters after each of the steps that are kept."""
    parameters = jax.tree.map(jnp.asarray, start)
    state = optimiser.init(parameters)
    kept = {}
    for step in range(STEPS):
        updates, state = optimiser.update(gradient(parameters, step), state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        if step + 1 in SEEN:
            kept[str(step + 1)] = as_lists(parameters)
    return kept


def averages(optimiser, decay, is_due=lambda state: True):
    """The moving average of the parameters, which starts at them and moves after each step that is due."""
    parameters = jax.tree.map(jnp.asarray, start)
    average = parameters
    state = optimiser.init(parameters)
    kept = {}
    for step in range(STEPS):
        updates, state = optimiser.update(gradient(parameters, step), state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        if is_due(state):
            average = optax.incremental_update(parameters, average, 1 - decay)
        if step + 1 in SEEN:
            kept[str(step + 1)] = as_lists(average)
    return kept


def as_lists(tree):
    return {name: numpy.ravel(leaf).tolist() for name, leaf in tree.items()}


def accumulated(optimiser, steps):
    # its sum is float32 unless told otherwise
    return optax.MultiSteps(optimiser, steps, accumulator_dtype=jnp.float64)


def precise(schedule):
    """As it is, but computed in float64: optax counts steps in int32, of which JAX makes float32."""
    return lambda count: schedule(jnp.asarray(count, jnp.float64))


schedules = {
    "constant": optax.constant_schedule(0.02),
    "linear": optax.linear_schedule(0.1, 0.02, 20),
    "exponential": optax.exponential_decay(0.1, 10, 0.7),
    "cosine": optax.cosine_decay_schedule(0.1, 30, 0.05),
    "warm-up and cosine": optax.warmup_cosine_decay_schedule(0.001, 0.1, 8, 40, 0.002),
    "piecewise": optax.piecewise_constant_schedule(0.1, {6: 0.5, 25: 0.2}),
}
schedules = {name: precise(schedule) for name, schedule in schedules.items()}

weights = {"matrix": True, "scalar": False, "still": True}
everything = optax.chain(optax.clip(1.5), optax.clip_by_global_norm(2.0), optax.adam(schedules["warm-up and cosine"]))

paths = {
    "sgd": path(optax.sgd(0.1)),
    "sgd, momentum": path(optax.sgd(0.05, momentum=0.9)),
    "sgd, Nesterov": path(optax.sgd(0.03, momentum=0.8, nesterov=True)),
    "sgd, exponential": path(optax.sgd(schedules["exponential"])),
    "sgd, momentum, piecewise": path(optax.sgd(schedules["piecewise"], momentum=0.7)),
    "adam": path(optax.adam(0.01)),
    "adam, all numbers": path(optax.adam(0.2, b1=0.8, b2=0.95, eps=1e-3)),
    "adam, cosine": path(optax.adam(schedules["cosine"])),
    "adam, warm-up and cosine": path(optax.adam(schedules["warm-up and cosine"])),
    "adamw": path(optax.adamw(0.05, weight_decay=0.01)),
    "adamw, masked": path(optax.adamw(schedules["linear"], b1=0.85, weight_decay=0.1, mask=weights)),
    "rmsprop": path(optax.rmsprop(0.01)),
    "rmsprop, all numbers": path(optax.rmsprop(0.02, decay=0.8, eps=1e-4, momentum=0.6)),
    "rmsprop, momentum, cosine": path(optax.rmsprop(schedules["cosine"], momentum=0.9)),
    "lion": path(optax.lion(0.01, weight_decay=0)),
    "lion, all numbers": path(optax.lion(schedules["linear"], b1=0.8, b2=0.9, weight_decay=0.05)),
    "clipped by value": path(optax.chain(optax.clip(0.5), optax.sgd(0.1, momentum=0.9))),
    "clipped by norm": path(optax.chain(optax.clip_by_global_norm(2.5), optax.adam(0.05))),
    "clipped by both, scheduled": path(everything),
    "accumulated": path(accumulated(optax.adam(0.1), 4)),
    "accumulated, clipped": path(accumulated(everything, 3)),
    "not finite, skipped": path(optax.apply_if_finite(optax.adam(0.1), STEPS), broken),
    "average": averages(optax.sgd(0.1, momentum=0.9), 0.9),
    # MultiSteps over the chain of clips and Adam; the average of its parameters moves with them, every third gradient
    "average, accumulated, clipped": averages(accumulated(everything, 3), 0.9, accumulated(everything, 3).has_updated),
    # the same, but the average moves with each gradient, also where the parameters stay
    "average of each, accumulated, clipped": averages(accumulated(everything, 3), 0.9),
}

print(
    json.dumps(
        {
            "pull": PULL,
            "start": as_lists(start),
            "target": as_lists(target),
            "noise": {name: numpy.reshape(leaf, (STEPS, -1)).tolist() for name, leaf in noise.items() if name != "still"},
            "schedules": {name: [float(each(t)) for t in range(45)] for name, each in schedules.items()},
            "paths": paths,
        }
    )
)
