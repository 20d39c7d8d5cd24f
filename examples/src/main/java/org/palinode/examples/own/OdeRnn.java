package org.palinode.examples.own;

import java.util.List;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.GruCell;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;

/**
 * ODE-RNN: a hidden state follows a neural field between observations, and a GRU changes it at each of them. Its curve tells each value
 * before it is seen. Steps are classical Runge–Kutta ones of half the mean distance of two times at most.
 *
 * <p>Source: Y. Rubanova, R. T. Q. Chen, D. Duvenaud, "Latent ODEs for Irregularly-Sampled Time Series", NeurIPS 2019, arXiv:1907.03907.
 */
public final class OdeRnn implements SequenceModel<OdeRnn.Parameters> {
    private double spacing;

    /**
     * Fitted parameters.
     *
     * @param start from the first values and inputs to the hidden state
     * @param field of the hidden state and inputs
     * @param cell of values, of which of them are known, and of inputs
     * @param readout from the hidden state to the values
     */
    public record Parameters(Linear start, Mlp field, GruCell cell, Linear readout) {}

    @Override
    public boolean takesAdjoint() {
        return false;
    }

    @Override
    public double longestInterval(SeriesFacts facts) {
        return facts.spacing() / 2;
    }

    @Override
    public Parameters initial(SeriesFacts facts, RandomKey key) {
        spacing = facts.spacing();
        int columns = facts.columns().size();
        int inputs = facts.inputs().size();
        int hidden = facts.width();
        return new Parameters(
                Linear.random(key.fold(0), DType.FLOAT64, columns + inputs, hidden),
                facts.network(key.fold(1), hidden + inputs, hidden),
                GruCell.random(key.fold(2), DType.FLOAT64, 2 * columns + inputs, hidden),
                Linear.random(key.fold(3), DType.FLOAT64, hidden, columns));
    }

    @Override
    public Tensor predict(Parameters parameters, Sequence sequence) {
        Tensor inputs = sequence.inputs().rows(sequence.times());
        Tensor start = parameters
                .start()
                .apply(Sequence.beside(sequence.first(), inputs.get(0)))
                .tanh();
        Tensor known = sequence.values().times(sequence.shown());
        Tensor seen = Sequence.beside(Tensor.concatenate(-1, known, sequence.shown()), inputs);
        Tensor lengths = sequence.intervals();
        List<Tensor> rows = List.of(
                sequence.times().minus(lengths), lengths, seen, sequence.shown().max(-1));
        return Autodiff.scan((Tensor h, List<Tensor> row) -> step(parameters, sequence.inputs(), h, row), start, rows)
                .output();
    }

    private Scanned<Tensor, Tensor> step(Parameters parameters, InputPath inputs, Tensor hidden, List<Tensor> row) {
        Tensor moved = RungeKuttaStep.of(
                (t, h) -> parameters
                        .field()
                        .apply(Sequence.beside(h, inputs.evaluate(t)))
                        .dividedBy(spacing),
                row.get(0),
                row.get(1),
                hidden);
        Tensor next = parameters.cell().step(moved, row.get(2), row.get(3));
        return new Scanned<>(next, parameters.readout().apply(moved));
    }
}
