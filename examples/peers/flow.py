"""A continuous normalising flow of two moons, with the exact trace: the twin of MoonsFlow.java."""
import sys
import time

import diffrax as dx
import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr
import optax

jax.config.update("jax_enable_x64", True)


class Flow(eqx.Module):
    field: eqx.nn.MLP

    def __init__(self, key):
        self.field = eqx.nn.MLP(3, 2, 32, 2, activation=jnp.tanh, key=key)

    def velocity(self, t, point, args=None):
        return self.field(jnp.append(point, t))

    def slope(self, t, state, args):
        velocity = lambda point: self.velocity(t, point)
        point, _ = state
        return velocity(point), jnp.trace(jax.jacfwd(velocity)(point))

    def log_density(self, point):
        term = dx.ODETerm(self.slope)
        end, change = dx.diffeqsolve(term, dx.Tsit5(), 0, 1, 0.1, (point, jnp.zeros(()))).ys
        return -0.5 * jnp.sum(end[-1] ** 2) - jnp.log(2 * jnp.pi) + change[-1]

    def sample(self, normal):
        return dx.diffeqsolve(dx.ODETerm(self.velocity), dx.Tsit5(), 1, 0, -0.1, normal).ys[-1]


def loss(model, points):
    return -jax.vmap(model.log_density)(points).mean()


def moons(n):
    angle, i = jnp.linspace(0, jnp.pi, n), jnp.arange(n)
    upper = jnp.stack([jnp.cos(angle) - 0.5, jnp.sin(angle) - 0.25], axis=1)
    off = 0.1 * jnp.stack([jnp.sin(997 * i), jnp.sin(613 * i)], axis=1)
    return jnp.concatenate([upper + off, -upper - off])


def batches(key, data, size, epochs):
    for epoch in range(epochs):
        order = jr.permutation(jr.fold_in(key, epoch), len(data))
        for start in range(0, len(order), size):
            yield data[order[start:start + size]]


def train(data, target, epochs, seed):
    first, shuffle = jr.split(jr.PRNGKey(seed))
    model = Flow(first)
    optimiser = optax.adam(0.01)
    state = optimiser.init(eqx.filter(model, eqx.is_inexact_array))

    @eqx.filter_jit
    def step(model, state, batch):
        value, gradient = eqx.filter_value_and_grad(loss)(model, batch)
        updates, state = optimiser.update(gradient, state)
        return eqx.apply_updates(model, updates), state, value

    validation = eqx.filter_jit(loss)
    per_epoch = -(-len(data) // 128)
    for steps, batch in enumerate(batches(shuffle, data, 128, epochs), 1):
        model, state, value = step(model, state, batch)
        if steps % per_epoch == 0 and validation(model, data) < target:
            break
    return model, steps


def main():
    data = moons(512)
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    start = time.perf_counter()
    model, steps = train(data, 1.0, 200, seed)
    seconds = time.perf_counter() - start
    drawn = jax.vmap(model.sample)(jr.normal(jr.PRNGKey(3), (200, 2)))
    nearest = jnp.sqrt(jnp.min(jnp.sum((drawn[:, None] - data) ** 2, axis=2), axis=1))
    print(f"steps {steps} loss {loss(model, data):.4f} seconds {seconds:.2f}")
    print("distance of samples:", nearest.mean())


if __name__ == "__main__":
    main()
