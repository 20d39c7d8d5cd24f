"""Operations of `palinode bench`, jitted: the twins of its cases, on the same numbers. Needs JAX alone.

  peers/bin/python jax_operations.py [--dtype float32] [case ...]

One line of JSON for each case and what is computed: the operation itself, or value and gradient of its weighted sum. ms is the shortest call, median_ms
the median, of calls after half a second of warm-up.
"""
import argparse, json, statistics, time
import jax, jax.numpy as jnp, numpy as np
jax.config.update("jax_enable_x64", True)

ROWS = (1024, 128)
WARM_UP_S, TIMED_S, MOST = 0.5, 1.0, 2000


def waves(k, *shape):
    """sin(k + 1), sin(k + 2), ..."""
    return jnp.sin(k + jnp.arange(1.0, np.prod(shape) + 1)).reshape(shape)


def layer_norm(x, scale, shift):
    mean = x.mean(1, keepdims=True)
    return (x - mean) / jnp.sqrt(x.var(1, keepdims=True) + 1e-5) * scale + shift


def positions(x, count):
    first = jax.lax.stop_gradient(x.reshape(-1)[:count])
    return jnp.floor((first + 1) * (count / 2 - 0.5)).astype(jnp.int32)


def convolution(channels, kernels, size):
    convolve = lambda x, k: jax.lax.conv_general_dilated(x, k, (1, 1), "VALID")
    return convolve, (64, channels, size, size), (kernels, channels, 3, 3)


def gru(h, xs, of_series, of_state, bias):
    units, channels = h.shape[1], xs.shape[2]
    of_series, of_state = of_series / channels ** 0.5, of_state / units ** 0.5

    def step(h, x):
        series, state = x @ of_series + bias, h @ of_state
        reset = jax.nn.sigmoid(series[:, :units] + state[:, :units])
        update = jax.nn.sigmoid(series[:, units:2 * units] + state[:, units:2 * units])
        candidate = jnp.tanh(series[:, 2 * units:] + reset * state[:, 2 * units:])
        h = candidate + update * (h - candidate)
        return h, h

    return jax.lax.scan(step, h, xs)[1]


OPERATIONS = {
    "softmax": (lambda x: jax.nn.softmax(x, 1), ROWS),
    "layer-norm": (layer_norm, ROWS, (128,), (128,)),
    "cumsum": (lambda x: jnp.cumsum(x, 1), ROWS),
    "cumsum-columns": (lambda x: jnp.cumsum(x, 0), ROWS),
    "take-rows": (lambda x: x[positions(x, 1024)], ROWS),
    "take": (lambda x: x[:, positions(x, 128)], ROWS),
    "conv-8": convolution(1, 8, 8),
    "conv-8-deep": convolution(8, 16, 8),
    "conv-28": convolution(1, 8, 28),
    "conv-28-deep": convolution(8, 16, 28),
    "gru": (gru, (32, 32), (1000, 32, 8), (8, 96), (32, 96), (96,)),
}


def tasks(name, dtype):
    """Calls by the name of what they compute."""
    function, *shapes = OPERATIONS[name]
    x = [waves(100 * i, *shape).astype(dtype) for i, shape in enumerate(shapes)]
    weights = waves(1000, *jax.eval_shape(function, *x).shape).astype(dtype)
    forward = jax.jit(function)
    gradient = jax.jit(lambda x, w: jax.value_and_grad(lambda x: jnp.sum(function(*x) * w))(x))
    return {"forward": lambda: forward(*x), "gradient": lambda: gradient(x, weights)}


def measure(case, what, call):
    first = time.perf_counter()
    while time.perf_counter() - first < WARM_UP_S:
        found = jax.block_until_ready(call())
    times, first = [], time.perf_counter()
    while len(times) < 2 or len(times) < MOST and time.perf_counter() - first < TIMED_S:
        start = time.perf_counter()
        jax.block_until_ready(call())
        times.append((time.perf_counter() - start) * 1e3)
    loss = found.size if what == "forward" else float(found[0])
    print(json.dumps(dict(case=case, adjoint=what, ms=min(times), median_ms=statistics.median(times), loss=loss)), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", default=OPERATIONS, metavar="CASE", help=", ".join(OPERATIONS))
    parser.add_argument("--dtype", default="float64", choices=["float64", "float32"])
    options = parser.parse_args()
    for case in options.cases:
        for what, call in tasks(case, options.dtype).items():
            measure(case, what, call)
