"""A latent ODE with a GRU as encoder, on series with gaps: the twin of LatentOscillations.java."""
import sys
import time

import diffrax as dx
import equinox as eqx
import jax
import jax.numpy as jnp
import jax.random as jr
import optax

jax.config.update("jax_enable_x64", True)
HIDDEN = 4
TIMES = jnp.linspace(0, 2, 24) ** 2


class Latent(eqx.Module):
    encoder: eqx.nn.GRUCell
    start: eqx.nn.Linear
    field: eqx.nn.MLP
    decoder: eqx.nn.MLP

    def __init__(self, key):
        keys = jr.split(key, 4)
        self.encoder = eqx.nn.GRUCell(2, 16, key=keys[0])
        self.start = eqx.nn.Linear(16, 2 * HIDDEN, key=keys[1])
        self.field = eqx.nn.MLP(HIDDEN, HIDDEN, 32, 1, activation=jnp.tanh, key=keys[2])
        self.decoder = eqx.nn.MLP(HIDDEN, "scalar", 16, 1, activation=jnp.tanh, key=keys[3])

    def encode(self, values, seen):
        def step(state, row):
            value, time, present = row
            return jnp.where(present, self.encoder(jnp.stack([value, time]), state), state), None

        law = self.start(jax.lax.scan(step, jnp.zeros(16), (values, TIMES, seen), reverse=True)[0])
        return law[:HIDDEN], law[HIDDEN:]

    def decode(self, first):
        term = dx.ODETerm(lambda t, y, field: field(y))
        saveat = dx.SaveAt(ts=TIMES)
        hidden = dx.diffeqsolve(term, dx.Tsit5(), 0, 4, 0.1, first, self.field, saveat=saveat).ys
        return jax.vmap(self.decoder)(hidden)


def loss(model, values, seen, noise):
    mean, log_scale = jax.vmap(model.encode)(values, seen)
    decoded = jax.vmap(model.decode)(mean + jnp.exp(log_scale) * noise)
    misfit = 50 * jnp.sum((decoded - values) ** 2 * seen)
    divergence = 0.5 * jnp.sum(jnp.expm1(2 * log_scale) - 2 * log_scale + mean ** 2)
    return (misfit + divergence) / seen.sum()


def oscillations(n):
    i = jnp.arange(n)[:, None]
    wave = jnp.cos(2 * TIMES + 2.4 * i) * jnp.exp(-0.2 * TIMES)
    return wave * (0.3 * jnp.sin(i) + 1), jnp.sin(78.233 * i + 12.9898 * jnp.arange(24)) > 0


def batches(key, data, size, steps):
    per_epoch = len(data[0]) // size
    for step in range(steps):
        if step % per_epoch == 0:
            order = jr.permutation(jr.fold_in(key, step), len(data[0]))
        chosen = order[step % per_epoch * size:][:size]
        yield data[0][chosen], data[1][chosen], jr.normal(jr.fold_in(key, step + 1), (size, HIDDEN))


def train(data, target, steps, seed):
    first, shuffle = jr.split(jr.PRNGKey(seed))
    model = Latent(first)
    optimiser = optax.adam(0.01)
    state = optimiser.init(eqx.filter(model, eqx.is_inexact_array))

    @eqx.filter_jit
    def step(model, state, batch):
        value, gradient = eqx.filter_value_and_grad(loss)(model, *batch)
        updates, state = optimiser.update(gradient, state)
        return eqx.apply_updates(model, updates), state, value

    validation = eqx.filter_jit(loss)
    for steps, batch in enumerate(batches(shuffle, data, 32, steps), 1):
        model, state, value = step(model, state, batch)
        if steps % 8 == 0 and (measured := validation(model, *data, jnp.zeros((len(data[0]), HIDDEN)))) < target:
            break
    return model, steps, measured


def main():
    data = oscillations(256)
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    start = time.perf_counter()
    model, steps, value = train(data, 0.9, 2000, seed)
    seconds = time.perf_counter() - start
    mean, _ = jax.vmap(model.encode)(*data)
    error = jax.vmap(model.decode)(mean) - data[0]
    print(f"steps {steps} loss {value:.4f} seconds {seconds:.2f}")
    print("error where hidden:", jnp.sqrt(jnp.mean(error ** 2, where=~data[1])))


if __name__ == "__main__":
    main()
