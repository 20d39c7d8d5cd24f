package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/** A gated recurrent unit (GRU) of 32 units over 1,000 steps, for a batch of 32. */
final class Gru {
    private static final int UNITS = 32;
    private static final int CHANNELS = 8;

    /** The first state, the series, weights of series and state for the three gates, and their biases. */
    static final List<Shape> INPUTS = List.of(
            Shape.of(32, UNITS),
            Shape.of(1000, 32, CHANNELS),
            Shape.of(CHANNELS, 3 * UNITS),
            Shape.of(UNITS, 3 * UNITS),
            Shape.of(3 * UNITS));

    private Gru() {}

    /** The states after each step [1000, 32, units]. */
    static Tensor states(List<Tensor> in) {
        Tensor ofSeries = in.get(2).times(1 / Math.sqrt(CHANNELS));
        Tensor ofState = in.get(3).times(1 / Math.sqrt(UNITS));
        return Autodiff.scan(
                        (h, x) -> {
                            Tensor next = next(h, x.matmul(ofSeries).plus(in.get(4)), h.matmul(ofState));
                            return new Scanned<>(next, next);
                        },
                        in.get(0),
                        in.get(1))
                .output();
    }

    private static Tensor next(Tensor h, Tensor fromSeries, Tensor fromState) {
        Tensor reset = gate(fromSeries, 0).plus(gate(fromState, 0)).sigmoid();
        Tensor update = gate(fromSeries, 1).plus(gate(fromState, 1)).sigmoid();
        Tensor candidate =
                gate(fromSeries, 2).plus(reset.times(gate(fromState, 2))).tanh();
        return candidate.plus(update.times(h.minus(candidate)));
    }

    private static Tensor gate(Tensor all, int index) {
        return all.slice(1, index * UNITS, (index + 1) * UNITS);
    }
}
