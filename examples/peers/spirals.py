"""Two spirals told apart by a neural ODE: the twin of SpiralClassifier.java, with diffrax, Equinox and Optax."""
import sys
import time

import diffrax as dx
import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr
import optax

jax.config.update("jax_enable_x64", True)


class Classifier(eqx.Module):
    field: eqx.nn.MLP
    plane: eqx.nn.Linear

    def __init__(self, key):
        first, second = jr.split(key)
        self.field = eqx.nn.MLP(4, 4, 32, 1, activation=jnp.tanh, key=first)
        self.plane = eqx.nn.Linear(4, "scalar", key=second)

    def __call__(self, point):
        term = dx.ODETerm(lambda t, y, field: field(y))
        start = jnp.concatenate([point, jnp.zeros(2)])
        return self.plane(dx.diffeqsolve(term, dx.Tsit5(), 0, 1, 0.1, start, self.field).ys[-1])


def loss(model, points, arms):
    return optax.sigmoid_binary_cross_entropy(jax.vmap(model)(points), arms).mean()


def spirals(n):
    radius = jnp.linspace(0.2, 1, n)
    angle = radius * 1.5 * jnp.pi
    off = 0.05 * jnp.sin(997 * jnp.arange(n)) + radius
    arm = jnp.stack([off * jnp.cos(angle), off * jnp.sin(angle)], axis=1)
    return jnp.concatenate([arm, -arm]), jnp.concatenate([jnp.zeros(n), jnp.ones(n)])


def batches(key, data, size, epochs):
    for epoch in range(epochs):
        order = jr.permutation(jr.fold_in(key, epoch), len(data[0]))
        for start in range(0, len(order), size):
            yield [array[order[start:start + size]] for array in data]


def train(data, target, epochs, seed):
    first, shuffle = jr.split(jr.PRNGKey(seed))
    model = Classifier(first)
    optimiser = optax.adamw(0.01, weight_decay=1e-4)
    state = optimiser.init(eqx.filter(model, eqx.is_inexact_array))

    @eqx.filter_jit
    def step(model, state, batch):
        value, gradient = eqx.filter_value_and_grad(loss)(model, *batch)
        updates, state = optimiser.update(gradient, state, eqx.filter(model, eqx.is_inexact_array))
        return eqx.apply_updates(model, updates), state, value

    validation = eqx.filter_jit(loss)
    per_epoch = -(-len(data[0]) // 32)
    for steps, batch in enumerate(batches(shuffle, data, 32, epochs), 1):
        model, state, value = step(model, state, batch)
        if steps % per_epoch == 0 and validation(model, *data) < target:
            break
    return model, steps


def main():
    data = spirals(256)
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    start = time.perf_counter()
    model, steps = train(data, 0.02, 200, seed)
    seconds = time.perf_counter() - start
    eqx.tree_serialise_leaves("spirals.eqx", model)
    loaded = eqx.tree_deserialise_leaves("spirals.eqx", Classifier(jr.PRNGKey(0)))
    right = (jax.vmap(loaded)(data[0]) > 0) == data[1]
    print(f"steps {steps} loss {loss(loaded, *data):.4f} seconds {seconds:.2f}")
    print("right:", right.mean())


if __name__ == "__main__":
    main()
