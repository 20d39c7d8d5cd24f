"""Values of operations on arrays by numpy and scipy, with the inputs. Needs numpy 2 and scipy 1.17.

  python3 tests/figures/arrays.py > tests/src/test/resources/figures/arrays.json
"""

import json

import numpy
from scipy import signal, special

random = numpy.random.default_rng(1129)


def signed(*shape):
    """Numbers of both signs, 0.3 < |x| < 1.5: no two are so near that a difference would let them change places."""
    count = int(numpy.prod(shape))
    sizes = random.permutation(numpy.linspace(0.3, 1.5, count)) if count else numpy.zeros(0)
    return (sizes * random.choice([-1, 1], count)).reshape(shape)


def positive(*shape):
    return numpy.abs(signed(*shape))


def with_zeros(*shape):
    x = signed(*shape)
    x.flat[::4] = 0
    return x


x = signed(2, 3, 4)
matrix = signed(3, 4)
vector = signed(5)
long = signed(3, 130)


def definite(*shape):
    """Symmetric matrices whose eigenvalues are well apart from 0 and from each other."""
    q = numpy.linalg.qr(signed(*shape))[0]
    values = numpy.arange(1, shape[-1] + 1)
    return (q * values) @ numpy.swapaxes(q, -1, -2)


def solved(a, b):
    return numpy.linalg.solve(a, b)


def by_eigenvectors(a):
    values, vectors = numpy.linalg.eigh((a + numpy.swapaxes(a, -1, -2)) / 2)
    return (vectors * numpy.sin(values)[..., None, :]) @ numpy.swapaxes(vectors, -1, -2)


def by_singular_vectors(a):
    u, s, v = numpy.linalg.svd(a, full_matrices=False)
    return (u * numpy.sin(s)[..., None, :]) @ v


def convolved(x, kernels, stride=1, padding=0, dilation=1):
    """By scipy, channel after channel: gaps are zeros in the kernel, strides are places left out."""
    rank = x.ndim - 2
    x = numpy.pad(x, ((0, 0), (0, 0)) + ((padding, padding),) * rank)
    wide = numpy.zeros(kernels.shape[:2] + tuple((n - 1) * dilation + 1 for n in kernels.shape[2:]))
    wide[(slice(None),) * 2 + (slice(None, None, dilation),) * rank] = kernels
    each = [[sum(signal.correlate(x[n, c], k[c], "valid", "direct") for c in range(x.shape[1])) for k in wide] for n in range(x.shape[0])]
    return numpy.array(each)[(slice(None),) * 2 + (slice(None, None, stride),) * rank]


def pooled(x, size, stride, reduce):
    shown = numpy.lib.stride_tricks.sliding_window_view(x, size, axis=tuple(range(-len(size), 0)))
    places = shown[(slice(None),) * (x.ndim - len(size)) + (slice(None, None, stride),) * len(size)]
    return reduce(places, axis=tuple(range(-len(size), 0)))


def dominant(*shape):
    return signed(*shape) + 3 * numpy.eye(shape[-2], shape[-1])


def scattered(x, parts):
    y = x.copy()
    numpy.add.at(y, (slice(None), [3, 0, 3]), parts)
    return y


FIGURES = {
    "sum(0,2)": (lambda x: x.sum(axis=(0, 2)), x),
    "sum(kept 0,-1)": (lambda x: x.sum(axis=(0, -1), keepdims=True), x),
    "sum(all kept)": (lambda x: x.sum(keepdims=True), x),
    "mean(1,2)": (lambda x: x.mean(axis=(1, 2)), x),
    "var": (lambda x: x.var(), x),
    "var(0,2)": (lambda x: x.var(axis=(0, 2)), x),
    "std(-1)": (lambda x: x.std(axis=-1), x),
    "std(kept 1)": (lambda x: x.std(axis=1, keepdims=True), long),
    "prod": (lambda x: x.prod(), signed(7)),
    "prod(0,2)": (lambda x: x.prod(axis=(0, 2)), x),
    "prod(1) of zeros": (lambda x: x.prod(axis=1), with_zeros(3, 5)),
    "prod(0) of nothing": (lambda x: x.prod(axis=0), numpy.zeros((0, 3))),
    "max(0,2)": (lambda x: x.max(axis=(0, 2)), x),
    "min(kept 1)": (lambda x: x.min(axis=1, keepdims=True), long),
    "any(1)": (lambda x: x.any(axis=1) * 1.0, with_zeros(4, 1)),
    "all(0,1)": (lambda x: x.all(axis=(0, 1)) * 1.0, with_zeros(2, 2, 3)),
    "any of nothing": (lambda x: x.any() * 1.0, numpy.zeros((0, 3))),
    "all of nothing": (lambda x: x.all() * 1.0, numpy.zeros((0, 3))),
    "logSumExp": (lambda x: special.logsumexp(x), x),
    "logSumExp(kept 1)": (lambda x: special.logsumexp(x, axis=1, keepdims=True), long),
    "softmax(1)": (lambda x: special.softmax(x, axis=1), x),
    "softmax(-1)": (lambda x: special.softmax(x, axis=-1), long * 300),
    "logSoftmax(0)": (lambda x: special.log_softmax(x, axis=0), matrix),
    "logSoftmax(-1)": (lambda x: special.log_softmax(x, axis=-1), long * 300),
    "cumsum(0)": (lambda x: x.cumsum(axis=0), vector),
    "cumsum(1)": (lambda x: x.cumsum(axis=1), x),
    "cumsum(-1)": (lambda x: x.cumsum(axis=-1), long),
    "cumprod(0)": (lambda x: x.cumprod(axis=0), signed(7)),
    "cumprod(1) of zeros": (lambda x: x.cumprod(axis=1), with_zeros(3, 5)),
    "slice(1,0,-1,2)": (lambda x: x[:, 0:-1:2], x),
    "slice(0,1,5,3)": (lambda x: x[1:5:3], vector),
    "split": (lambda x: numpy.split(x, [1, 3], axis=1)[1], matrix),
    "flip(1)": (lambda x: numpy.flip(x, 1), x),
    "roll(1,1)": (lambda x: numpy.roll(x, 1, 1), x),
    "roll(0,-7)": (lambda x: numpy.roll(x, -7, 0), vector),
    "pad": (lambda x: numpy.pad(x, ((0, 0), (1, 2)), constant_values=0.7), matrix),
    "repeat(1,2)": (lambda x: numpy.repeat(x, 2, 1), x),
    "tile(1,3)": (lambda x: numpy.tile(x, (1, 3, 1)), x),
    "argmax(1)": (lambda x: x.argmax(axis=1), x),
    "argmin(0)": (lambda x: x.argmin(axis=0), x),
    "sort(1)": (lambda x: numpy.sort(x, axis=1), x),
    "order(-1)": (lambda x: numpy.argsort(x, axis=-1, stable=True), long),
    "topK(-1,5)": (lambda x: -numpy.sort(-x, axis=-1)[:, :5], long),
    "takeAlong": (lambda x: numpy.take_along_axis(x, numpy.array([[0, -1], [2, 2], [3, 1]]), 1), matrix),
    "scatterAdd": (scattered, matrix, signed(3, 3)),
    "interp": (lambda x, steps, y: numpy.interp(x, numpy.cumsum(steps), y), signed(4, 5) * 3, positive(7) * 0.5, signed(7)),
    "cholesky": (numpy.linalg.cholesky, definite(2, 4, 4)),
    "qr.q": (lambda a: numpy.linalg.qr(a)[0], signed(2, 5, 3)),
    "qr.r": (lambda a: numpy.linalg.qr(a)[1], signed(5, 5)),
    "qr wide": (lambda a: numpy.concatenate(numpy.linalg.qr(a), -1), signed(3, 5)),
    "eigh.values": (lambda a: numpy.linalg.eigvalsh(a), definite(2, 4, 4)),
    "eigh.vectors": (by_eigenvectors, definite(5, 5)),
    "svd.values": (lambda a: numpy.linalg.svd(a, compute_uv=False), dominant(2, 4, 3)),
    "svd.vectors": (by_singular_vectors, dominant(4, 3)),
    "svd wide": (by_singular_vectors, dominant(2, 3, 5)),
    "slogdet": (lambda a: numpy.linalg.slogdet(a)[1], dominant(2, 4, 4)),
    "det": (numpy.linalg.det, dominant(2, 3, 3)[:, ::-1]),
    "inverse": (numpy.linalg.inv, dominant(2, 3, 3)),
    "solve batch": (solved, dominant(2, 3, 3), signed(2, 3, 2)),
    "solve broadcast": (solved, dominant(3, 3), signed(2, 3, 2)),
    "solveLower": (lambda t, b: solved(numpy.tril(t), b), dominant(2, 4, 4), signed(2, 4, 2)),
    "solveUpper": (lambda t, b: solved(numpy.triu(t), b), dominant(4, 4), signed(4)),
    "lstsq": (lambda a, b: numpy.linalg.lstsq(a, b)[0], dominant(5, 3), signed(5, 2)),
    "lstsq wide": (lambda a, b: numpy.linalg.lstsq(a, b)[0], dominant(3, 5), signed(3)),
    "conv1d": (lambda x, k: convolved(x, k), signed(2, 3, 9), signed(2, 3, 4)),
    "conv1d moved": (lambda x, k: convolved(x, k, 2, 1, 3), signed(2, 1, 11), signed(2, 1, 3)),
    "conv2d": (lambda x, k: convolved(x, k), signed(2, 3, 5, 6), signed(4, 3, 3, 2)),
    "conv2d moved": (lambda x, k: convolved(x, k, 2, 2, 1), signed(1, 2, 5, 6), signed(2, 2, 3, 3)),
    "maxPool": (lambda x: pooled(x, (2, 2), 2, numpy.max), signed(2, 2, 5, 6)),
    "meanPool": (lambda x: pooled(x, (3,), 1, numpy.mean), signed(2, 7)),
    "einsum ij,jk->ik": (lambda *x: numpy.einsum("ij,jk->ik", *x), signed(2, 3), signed(3, 4)),
    "einsum bij,bkj->kbi": (lambda *x: numpy.einsum("bij,bkj->kbi", *x), signed(2, 3, 4), signed(2, 5, 4)),
    "einsum i,j,ij->": (lambda *x: numpy.einsum("i,j,ij->", *x), signed(3), signed(4), signed(3, 4)),
    "einsum ij,jk,kl,lm->mi": (lambda *x: numpy.einsum("ij,jk,kl,lm->mi", *x), signed(2, 7), signed(7, 3), signed(3, 5), signed(5, 2)),
    "einsum ii->i": (lambda *x: numpy.einsum("ii->i", *x), signed(4, 4)),
    "einsum iji,j->": (lambda *x: numpy.einsum("iji,j->", *x), signed(3, 2, 3), signed(2)),
    "einsum iii->": (lambda *x: numpy.einsum("iii->", *x), signed(3, 3, 3)),
    "einsum ijk->ki": (lambda *x: numpy.einsum("ijk->ki", *x), signed(2, 3, 4)),
    "einsum ,ij->ji": (lambda *x: numpy.einsum(",ij->ji", *x), numpy.array(0.7), signed(2, 3)),
    "expandDims": (lambda x: numpy.expand_dims(x, -1), matrix),
    "squeeze": (lambda x: numpy.squeeze(x, 1), signed(3, 1, 2)),
    "tril": (lambda x: numpy.tril(x, 1), x),
    "triu": (lambda x: numpy.triu(x, -1), matrix),
    "diagonal": (lambda x: numpy.diagonal(x, axis1=-2, axis2=-1), x),
    "diag": (lambda x: numpy.diag(x), vector),
    "trace": (lambda x: numpy.trace(x, axis1=-2, axis2=-1), x),
    "outer": (lambda x, y: numpy.outer(x, y), vector, signed(3)),
    "clip": (lambda x: numpy.clip(x, -0.65, 0.85), x),
    "clip to tensors": (lambda x, low, high: numpy.clip(x, low, high), x, numpy.array([-0.4, -0.95, -0.65, -0.9]), numpy.full(1, 0.85)),
    "leakyRelu": (lambda x: numpy.where(x > 0, x, 0.1 * x), x),
    "elu": (lambda x: numpy.where(x > 0, x, 1.5 * numpy.expm1(x)), x),
    "logSigmoid": (lambda x: special.log_expit(x), x * 50),
    "isFinite": (lambda x: numpy.isfinite(x) * 1.0, x),
    "and": (lambda x, y: numpy.logical_and(x, y) * 1.0, with_zeros(2, 3), with_zeros(3)),
    "or": (lambda x, y: numpy.logical_or(x, y) * 1.0, with_zeros(2, 3), with_zeros(3)),
    "not": (lambda x: numpy.logical_not(x) * 1.0, with_zeros(2, 3)),
    "1 - x": (lambda x: 1 - x, vector),
    "2 / x": (lambda x: 2 / x, vector),
    "1 / x": (lambda x: 1 / x, vector),
    "einsum ...ij,...jk->...ik": (lambda *x: numpy.einsum("...ij,...jk->...ik", *x), signed(4, 1, 2, 3), signed(5, 3, 2)),
    "einsum i...->...": (lambda *x: numpy.einsum("i...->...", *x), signed(3, 2, 4)),
    "einsum i...,ij->...j": (lambda *x: numpy.einsum("i...,ij->...j", *x), signed(3, 2, 2), signed(3, 4)),
    "einsum ...ii,...->i...": (lambda *x: numpy.einsum("...ii,...->i...", *x), signed(2, 3, 3), numpy.array(0.7)),
    "-x": (lambda x: -x, vector),
    "ratioTo": (lambda x, y: numpy.divide(x, y, out=numpy.zeros_like(x), where=x != 0), with_zeros(3, 4), with_zeros(3, 4) + (numpy.arange(12) % 4 > 0).reshape(3, 4)),
    "sumTo": (lambda x: x.sum(axis=(0, 2)).reshape(3, 1), x),
    "stopGradient": (lambda x: x, vector),
    "lessEqual": (lambda x, y: (x <= y) * 1.0, with_zeros(2, 3), with_zeros(3)),
    "greaterEqual": (lambda x, y: (x >= y) * 1.0, with_zeros(2, 3), with_zeros(3)),
    "equalTo": (lambda x, y: (x == y) * 1.0, with_zeros(2, 3), with_zeros(3)),
    "norm(kept 0,2)": (lambda x: numpy.sqrt((x**2).sum(axis=(0, 2), keepdims=True)), x),
    "norm(-1)": (lambda x: numpy.linalg.norm(x, axis=-1), long),
    "Indices.equalTo": (lambda x: (numpy.argsort(x, axis=0) == numpy.argsort(x, axis=1)) * 1.0, matrix),
}


def array(x):
    x = numpy.asarray(x, dtype=float)
    return {"dims": list(x.shape), "numbers": x.flatten().tolist()}


figures = {name: {"inputs": [array(x) for x in inputs], "output": array(f(*inputs))} for name, (f, *inputs) in FIGURES.items()}
print(json.dumps(figures).replace("}}, ", "}},\n"))
