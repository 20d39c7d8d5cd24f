package org.palinode.autodiff.nn;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Gated recurrent unit of width n, with the reset gate behind the product of matrices, as in cuDNN, PyTorch and Equinox:
 * <pre>
 *   r = σ(x Wᵣ + h Uᵣ + bᵣ)      z = σ(x W_z + h U_z + b_z)      c = tanh(x W_c + b_c + r (h U_c + b))
 *   h ← c + z (h − c)
 * </pre>
 *
 * <p>Source: K. Cho et al., "Learning Phrase Representations using RNN Encoder–Decoder for Statistical Machine Translation", EMNLP 2014,
 * arXiv:1406.1078.
 *
 * @param inputWeight Wᵣ, W_z, W_c side by side [in, 3n]
 * @param stateWeight Uᵣ, U_z, U_c side by side [n, 3n]
 * @param bias bᵣ, b_z, b_c [3n]
 * @param candidateBias b, inside of the reset [n]
 */
public record GruCell(Tensor inputWeight, Tensor stateWeight, Tensor bias, Tensor candidateBias)
        implements Cell<Tensor> {
    /** @throws IllegalArgumentException if shapes or types do not fit */
    public GruCell {
        int n = Parameter.length(candidateBias);
        Parameter.require(
                "a GRU cell needs inputWeight [in, 3n], stateWeight [n, 3n], bias [3n] and candidateBias [n]",
                new Parameter(inputWeight, Parameter.ANY, 3 * n),
                new Parameter(stateWeight, n, 3 * n),
                new Parameter(bias, 3 * n),
                new Parameter(candidateBias, n));
    }

    /** A cell with all parameters uniform in ±1/√width. */
    public static GruCell random(RandomKey key, DType dtype, int in, int width) {
        Inputs.random(key, dtype, "a GRU cell", in, width);
        UniformParameters draw = new UniformParameters(key, dtype, width);
        return new GruCell(
                draw.next(in, 3 * width), draw.next(width, 3 * width), draw.next(3 * width), draw.next(width));
    }

    @Override
    public Tensor start(Tensor x) {
        Shape shape = Inputs.lastAxis("a GRU cell", x, inputWeight).shape();
        return Tensor.full(new TensorType(x.dtype(), shape.with(-1, candidateBias.size())), 0);
    }

    /** The state [..., n] after the state [..., n] and an input [..., in]. */
    @Override
    public Tensor step(Tensor state, Tensor x) {
        int n = candidateBias.size();
        Inputs.lastAxis("a GRU cell", x, inputWeight);
        Inputs.lastAxis("the state of a GRU cell", state, stateWeight);
        Tensor fromInput = x.matmul(inputWeight).plus(bias);
        Tensor fromState = state.matmul(stateWeight);
        Tensor gates = fromInput
                .slice(-1, 0, 2 * n)
                .plus(fromState.slice(-1, 0, 2 * n))
                .sigmoid();
        Tensor reset = gates.slice(-1, 0, n);
        Tensor update = gates.slice(-1, n, 2 * n);
        Tensor remembered = fromState.slice(-1, 2 * n, 3 * n).plus(candidateBias);
        Tensor candidate =
                fromInput.slice(-1, 2 * n, 3 * n).plus(reset.times(remembered)).tanh();
        return candidate.plus(update.times(state.minus(candidate)));
    }
}
