"""Values and gradients of layers, losses and constraints by Equinox, Flax, Optax and JAX, in float64.

Each case has its inputs, its output, and the gradient of sum(weights * output) by each of the inputs. Weights of layers are inputs, in the
layout of org.palinode.autodiff.nn. Needs equinox 0.13, flax 0.12, optax 0.2.

  python3 tests/figures/nn.py > tests/src/test/resources/figures/nn.json
"""

import json

import equinox
import flax.linen
import jax
import numpy
import optax
from jax import numpy as jnp

jax.config.update("jax_enable_x64", True)
random = numpy.random.default_rng(1129)
KEY = jax.random.key(0)


def normal(*shape):
    return random.standard_normal(shape)


def replaced(module, **parts):
    """The module with other arrays; a name may have dots."""
    for name, array in parts.items():
        at = name.split("__")

        def where(tree, at=at):
            for each in at:
                tree = getattr(tree, each)
            return tree

        module = equinox.tree_at(where, module, array, is_leaf=lambda x: x is None)
    return module


# ---- layers


def gru(w, u, b, candidate, h, x):
    cell = replaced(equinox.nn.GRUCell(w.shape[0], u.shape[0], key=KEY), weight_ih=w.T, weight_hh=u.T, bias=b, bias_n=candidate)
    return jax.vmap(cell)(x, h)


def lstm(w, u, b, h, c, x):
    cell = replaced(equinox.nn.LSTMCell(w.shape[0], u.shape[0], key=KEY), weight_ih=w.T, weight_hh=u.T, bias=b)
    return jnp.stack(jax.vmap(cell)(x, (h, c)))


def layer_norm(scale, shift, x):
    norm = replaced(equinox.nn.LayerNorm(scale.shape), weight=scale, bias=shift)
    return jax.vmap(norm)(x)


def batch_norm(scale, shift, x):
    """Flax has channels last."""
    norm = flax.linen.BatchNorm(use_running_average=False, epsilon=1e-5, axis_name=None)
    variables = {"params": {"scale": scale, "bias": shift}, "batch_stats": {"mean": jnp.zeros(scale.shape), "var": jnp.ones(scale.shape)}}
    value, _ = norm.apply(variables, jnp.moveaxis(x, 1, -1), mutable=["batch_stats"])
    return jnp.moveaxis(value, -1, 1)


def batch_norm_running(scale, shift, mean, variance, x):
    norm = flax.linen.BatchNorm(use_running_average=True, epsilon=1e-5)
    variables = {"params": {"scale": scale, "bias": shift}, "batch_stats": {"mean": mean, "var": variance}}
    return jnp.moveaxis(norm.apply(variables, jnp.moveaxis(x, 1, -1)), -1, 1)


def embedding(table):
    return jax.vmap(equinox.nn.Embedding(weight=table))(jnp.array([4, 0, 4, 2, 1, 0, 0]))


def conv(rank, **options):
    def apply(kernels, bias, x):
        layer = equinox.nn.Conv(rank, kernels.shape[1], kernels.shape[0], kernels.shape[2:], key=KEY, **options)
        layer = replaced(layer, weight=kernels, bias=bias[(slice(None),) + (None,) * rank])
        return jax.vmap(layer)(x)

    return apply


def attention(heads, mask=None):
    def apply(wq, bq, wk, bk, wv, bv, wo, bo, queries, source):
        layer = equinox.nn.MultiheadAttention(
            heads,
            wq.shape[0],
            key_size=wk.shape[0],
            value_size=wv.shape[0],
            output_size=wo.shape[1],
            qk_size=wq.shape[1] // heads,
            vo_size=wv.shape[1] // heads,
            use_query_bias=True,
            use_key_bias=True,
            use_value_bias=True,
            use_output_bias=True,
            key=KEY,
        )
        names = {"query": (wq, bq), "key": (wk, bk), "value": (wv, bv), "output": (wo, bo)}
        parts = {}
        for name, (weight, bias) in names.items():
            parts[f"{name}_proj__weight"] = weight.T
            parts[f"{name}_proj__bias"] = bias
        layer = replaced(layer, **parts)
        return jax.vmap(lambda q, s: layer(q, s, s, mask=mask))(queries, source)

    return apply


def attention_inputs(n, m, width, out, batch, q, k):
    sizes = [(n, width), (width,), (m, width), (width,), (m, width), (width,), (width, out), (out,), (batch, q, n), (batch, k, m)]
    return [normal(*size) for size in sizes]


CAUSAL = jnp.tril(jnp.ones((5, 5))) > 0

LAYERS = {
    "gru": (gru, normal(3, 12), normal(4, 12), normal(12), normal(4), normal(7, 4), normal(7, 3)),
    "lstm": (lstm, normal(3, 20), normal(5, 20), normal(20), normal(33, 5), normal(33, 5), normal(33, 3)),
    "layerNorm": (layer_norm, normal(6), normal(6), normal(33, 6)),
    "layerNorm of large numbers": (layer_norm, normal(6), normal(6), normal(7, 6) + 1e4),
    "batchNorm": (batch_norm, normal(3), normal(3), normal(33, 3)),
    "batchNorm of images": (batch_norm, normal(2), normal(2), normal(1, 2, 3, 4)),
    "batchNorm running": (batch_norm_running, normal(3), normal(3), normal(3), normal(3) ** 2 + 0.1, normal(7, 3, 2)),
    "embedding": (embedding, normal(5, 3)),
    "conv1d": (conv(1), normal(3, 2, 4), normal(3), normal(7, 2, 9)),
    "conv1d causal": (conv(1, padding=2, dilation=2), normal(3, 2, 3), normal(3), normal(1, 2, 9)),
    "conv2d": (conv(2, stride=2, padding=1), normal(4, 3, 3, 3), normal(4), normal(2, 3, 7, 6)),
    "attention": (attention(2), *attention_inputs(3, 5, 4, 6, 2, 4, 3)),
    "attention causal": (attention(3, CAUSAL), *attention_inputs(4, 4, 6, 4, 1, 5, 5)),
}

# ---- losses

LABELS = jnp.array([2, 0, 1, 3, 3, 0, 1])
PROBABILITIES = random.dirichlet(numpy.ones(4), 7)


def kl(mean, log_scale, prior_mean, prior_log_scale):
    variance, prior = jnp.exp(2 * log_scale), jnp.exp(2 * prior_log_scale)
    return prior_log_scale - log_scale + (variance + (mean - prior_mean) ** 2) / (2 * prior) - 0.5


LOSSES = {
    "mse": (lambda x, y: jnp.mean((x - y) ** 2), normal(7, 2), normal(7, 2)),
    "squaredError": (lambda x, y: optax.losses.squared_error(x, y), normal(33), normal(33)),
    "huber": (lambda x, y: optax.losses.huber_loss(x, y, delta=0.7), normal(33), normal(33)),
    "crossEntropy": (lambda z: optax.losses.softmax_cross_entropy_with_integer_labels(z, LABELS), 3 * normal(7, 4)),
    "crossEntropy of large logits": (lambda z: optax.losses.softmax_cross_entropy_with_integer_labels(z, LABELS), 800 * normal(7, 4)),
    "crossEntropy of probabilities": (optax.losses.softmax_cross_entropy, 3 * normal(7, 4), PROBABILITIES),
    "binaryCrossEntropy": (optax.losses.sigmoid_binary_cross_entropy, 3 * normal(33), random.uniform(size=33)),
    "binaryCrossEntropy of large logits": (optax.losses.sigmoid_binary_cross_entropy, 500 * normal(33), random.uniform(size=33)),
    "gaussian": (
        lambda x, mean, log_scale: -jax.scipy.stats.norm.logpdf(x, mean, jnp.exp(log_scale)),
        normal(7, 2),
        normal(7, 2),
        normal(7, 2),
    ),
    "gaussianKl": (kl, normal(33), normal(33), normal(33), normal(33)),
    "gaussianKl of the standard law": (lambda mean, log_scale: kl(mean, log_scale, 0.0, 0.0), normal(33), normal(33)),
}

# ---- constraints, with their determinants by Jacobians


def stick(free):
    """Pieces one after the other."""
    left, pieces = 1.0, []
    n = free.shape[0] + 1
    for k in range(n - 1):
        piece = left * jax.nn.sigmoid(free[k] - jnp.log(n - 1 - k))
        pieces.append(piece)
        left = left - piece
    return jnp.stack(pieces + [left])


def each_slope(function):
    return lambda x: jnp.log(jnp.abs(jax.vmap(jax.grad(function))(x)))


def stick_determinant(free):
    return jnp.linalg.slogdet(jax.jacobian(lambda x: stick(x)[:-1])(free))[1]


def interval(x):
    return -2 + 5 * jax.nn.sigmoid(x)


CONSTRAINTS = {
    "exp": (jnp.exp, normal(7)),
    "exp determinant": (each_slope(jnp.exp), normal(7)),
    "softplus": (jax.nn.softplus, 5 * normal(7)),
    "softplus determinant": (each_slope(jax.nn.softplus), 5 * normal(7)),
    "interval": (interval, 5 * normal(7)),
    "interval determinant": (each_slope(interval), 5 * normal(7)),
    "simplex": (jax.vmap(stick), normal(7, 4)),
    "simplex determinant": (jax.vmap(stick_determinant), normal(7, 4)),
}


def array(numbers):
    return {"dims": list(numbers.shape), "numbers": [float(number) for number in numpy.ravel(numbers)]}


def figures(function, *inputs):
    inputs = [jnp.asarray(each) for each in inputs]
    output = function(*inputs)
    weights = normal(*output.shape)
    gradients = jax.grad(lambda each: jnp.sum(weights * function(*each)))(inputs)
    return {
        "inputs": [array(each) for each in inputs],
        "output": array(output),
        "weights": array(jnp.asarray(weights)),
        "gradients": [array(each) for each in gradients],
    }


print(json.dumps({name: figures(*case) for name, case in {**LAYERS, **LOSSES, **CONSTRAINTS}.items()}))
