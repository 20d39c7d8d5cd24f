package org.palinode.examples.own;

import java.util.Optional;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Neural stochastic equation dx = f(x, u) dt + g(x, u) dW in Itô's calculus, with noise of its own for each number of x, whose columns are
 * measured with an error. The loss is the negative log-likelihood of each value after those before it, by the normal law of {@link
 * MomentFilter}: exact where f is linear and g constant. One column alone gets a hidden number beside it.
 *
 * <p>Sources: A. H. Jazwinski, "Stochastic Processes and Filtering Theory", Academic Press, 1970, chapter 8; S. Särkkä, A. Solin, "Applied
 * Stochastic Differential Equations", Cambridge University Press, 2019, chapters 9 and 10. The bound of X. Li et al., "Scalable Gradients for
 * Stochastic Differential Equations", 2020, arXiv:2001.01328, needs an encoder and noise in the loss, and is for data of more numbers.
 */
public final class NeuralSde implements SequenceModel<NeuralSde.Parameters> {
    private static final double FIRST_ERROR = 0.1; // in deviations
    private static final double RAW_NOISE = -2; // softplus of it is 0.13 deviations in a spacing
    private static final double PULL = 0.05; // in a spacing, so that paths stay near where networks have seen data
    private double spacing;
    private int columns;
    private int states;

    /**
     * Fitted parameters.
     *
     * @param network from x and inputs to drift and noise, the latter before softplus
     * @param logError log of the deviation of the errors of measurement [columns]
     */
    public record Parameters(Mlp network, Tensor logError) {}

    @Override
    public boolean takesAdjoint() {
        return false;
    }

    @Override
    public boolean hidesEnds() {
        return false;
    }

    @Override
    public double longestInterval(SeriesFacts facts) {
        return facts.spacing() / 2;
    }

    @Override
    public Parameters initial(SeriesFacts facts, RandomKey key) {
        spacing = facts.spacing();
        columns = facts.columns().size();
        states = facts.states();
        return new Parameters(
                facts.network(key, states + facts.inputs().size(), 2 * states),
                Tensor.full(Tensor.zeros(columns).type(), Math.log(FIRST_ERROR)));
    }

    @Override
    public Tensor loss(Parameters parameters, Sequence sequence) {
        return sequence.mean(filtered(parameters, sequence).surprise());
    }

    @Override
    public Tensor predict(Parameters parameters, Sequence sequence) {
        return filtered(parameters, sequence).expected();
    }

    private MomentFilter.Course filtered(Parameters parameters, Sequence sequence) {
        return filter(parameters).over(sequence, states);
    }

    private MomentFilter filter(Parameters parameters) {
        return new MomentFilter(law(parameters), parameters.logError().times(2).exp());
    }

    private StochasticLaw law(Parameters parameters) {
        return new StochasticLaw() {
            @Override
            public Tensor drift(Tensor state, Tensor inputs) {
                return output(state, inputs)
                        .slice(-1, 0, states)
                        .minus(state.times(PULL))
                        .dividedBy(spacing);
            }

            @Override
            public Tensor noise(Tensor state, Tensor inputs) {
                return output(state, inputs)
                        .slice(-1, states, 2 * states)
                        .plus(RAW_NOISE)
                        .softplus()
                        .dividedBy(Math.sqrt(spacing));
            }

            private Tensor output(Tensor state, Tensor inputs) {
                return parameters.network().apply(Sequence.beside(state, inputs));
            }
        };
    }

    @Override
    public Optional<Tensor> draws(Parameters parameters, Sequence sequence, RandomKey key, int count) {
        var ensemble = new PathEnsemble(filter(parameters), filtered(parameters, sequence), spacing, count);
        return Optional.of(ensemble.draw(sequence, key));
    }
}
