package org.palinode.examples.own;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Tanh network of state and inputs as the field. One column alone gets a hidden number beside it: without, it could only rise or only fall.
 *
 * <p>Sources: R. T. Q. Chen et al., "Neural Ordinary Differential Equations", 2018, arXiv:1806.07366; E. Dupont et al., "Augmented Neural
 * ODEs", 2019, arXiv:1904.01681.
 */
public final class NeuralField implements SeriesEquation<NeuralField.Parameters> {
    private int columns;
    private int states;
    private double spacing;

    /**
     * Fitted parameters.
     *
     * @param network [states + inputs] → [states]
     * @param hidden the hidden numbers at the first time
     */
    public record Parameters(Mlp network, Tensor hidden) {}

    @Override
    public boolean standardised() {
        return true;
    }

    @Override
    public Parameters initial(SeriesFacts facts, RandomKey key) {
        columns = facts.columns().size();
        states = facts.states();
        spacing = facts.spacing();
        Mlp network = facts.network(key, states + facts.inputs().size(), states);
        return new Parameters(network, Tensor.zeros(states - columns));
    }

    @Override
    public Tensor start(Parameters parameters, Tensor values, Tensor inputs) {
        if (states == columns) {
            return values;
        }
        Tensor hidden = parameters.hidden().plus(Tensor.zeros(values.shape().dim(0), states - columns));
        return Tensor.concatenate(1, values, hidden);
    }

    @Override
    public Tensor field(Parameters parameters, Tensor t, Tensor state, Tensor inputs) {
        return parameters.network().apply(Sequence.beside(state, inputs)).dividedBy(spacing);
    }

    @Override
    public Tensor observed(Parameters parameters, Tensor state) {
        return state.slice(-1, 0, columns);
    }
}
