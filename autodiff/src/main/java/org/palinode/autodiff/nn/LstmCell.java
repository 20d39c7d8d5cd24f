package org.palinode.autodiff.nn;

import java.util.Objects;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Long short-term memory of width n:
 * <pre>
 *   [i, f, g, o] = x W + h U + b
 *   c ← σ(f) c + σ(i) tanh(g)      h ← σ(o) tanh(c)
 * </pre>
 *
 * <p>Sources: S. Hochreiter, J. Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997, doi:10.1162/neco.1997.9.8.1735; the
 * forget gate f: F. Gers, J. Schmidhuber, F. Cummins, "Learning to Forget", Neural Computation 12(10), 2000.
 *
 * @param inputWeight W for i, f, g, o side by side [in, 4n]
 * @param stateWeight U for i, f, g, o side by side [n, 4n]
 * @param bias b for i, f, g, o [4n]
 */
public record LstmCell(Tensor inputWeight, Tensor stateWeight, Tensor bias) implements Cell<LstmCell.State> {
    /**
     * State of a cell.
     *
     * @param output h [..., n], what the layers above see
     * @param memory c [..., n]
     */
    public record State(Tensor output, Tensor memory) {}

    /** @throws IllegalArgumentException if shapes or types do not fit */
    public LstmCell {
        int n = stateWeight == null || stateWeight.rank() != 2
                ? 0
                : stateWeight.shape().dim(0);
        Parameter.require(
                "an LSTM cell needs inputWeight [in, 4n], stateWeight [n, 4n] and bias [4n]",
                new Parameter(inputWeight, Parameter.ANY, 4 * n),
                new Parameter(stateWeight, n, 4 * n),
                new Parameter(bias, 4 * n));
    }

    /** A cell with all parameters uniform in ±1/√width, and 1 added to the bias of the forget gate, so that memory lasts at first. */
    public static LstmCell random(RandomKey key, DType dtype, int in, int width) {
        Inputs.random(key, dtype, "an LSTM cell", in, width);
        UniformParameters draw = new UniformParameters(key, dtype, width);
        Tensor weight = draw.next(in, 4 * width);
        Tensor stateWeight = draw.next(width, 4 * width);
        Tensor forget = Tensor.arange(4 * width)
                .greaterEqual(width)
                .times(Tensor.arange(4 * width).less(2 * width));
        return new LstmCell(weight, stateWeight, draw.next(4 * width).plus(forget.cast(dtype)));
    }

    private int width() {
        return stateWeight.shape().dim(0);
    }

    @Override
    public State start(Tensor x) {
        Shape shape = Inputs.lastAxis("an LSTM cell", x, inputWeight).shape();
        Tensor zeros = Tensor.full(new TensorType(x.dtype(), shape.with(-1, width())), 0);
        return new State(zeros, zeros);
    }

    @Override
    public State step(State state, Tensor x) {
        Objects.requireNonNull(state, "an LSTM cell needs a state, such as start(x), got null");
        int n = width();
        Inputs.lastAxis("an LSTM cell", x, inputWeight);
        Inputs.lastAxis("the output of an LSTM cell", state.output(), stateWeight);
        Inputs.lastAxis("the memory of an LSTM cell", state.memory(), stateWeight);
        Tensor all =
                x.matmul(inputWeight).plus(state.output().matmul(stateWeight)).plus(bias);
        Tensor input = all.slice(-1, 0, n).sigmoid();
        Tensor forget = all.slice(-1, n, 2 * n).sigmoid();
        Tensor candidate = all.slice(-1, 2 * n, 3 * n).tanh();
        Tensor output = all.slice(-1, 3 * n, 4 * n).sigmoid();
        Tensor memory = forget.times(state.memory()).plus(input.times(candidate));
        return new State(output.times(memory.tanh()), memory);
    }
}
