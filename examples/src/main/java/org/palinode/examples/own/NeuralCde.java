package org.palinode.examples.own;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ControlTerm;

/**
 * Neural controlled equation dz = f(z) dX, of which X is time, what is shown on straight lines, and the inputs. Beyond the last value that is
 * shown, X holds it: time and inputs alone drive z there. At a time that is shown, z has seen its value.
 *
 * <p>Source: P. Kidger, J. Morrill, J. Foster, T. Lyons, "Neural Controlled Differential Equations for Irregular Time Series", 2020,
 * arXiv:2005.08926.
 */
public final class NeuralCde implements SequenceModel<NeuralCde.Parameters> {
    private static final int STATES = 8;
    private double spacing;

    /**
     * Fitted parameters.
     *
     * @param start from the first values and inputs to z
     * @param field from z to the slopes by each channel of X
     * @param readout from z to the values
     */
    public record Parameters(Linear start, Mlp field, Linear readout) {}

    @Override
    public Parameters initial(SeriesFacts facts, RandomKey key) {
        spacing = facts.spacing();
        int columns = facts.columns().size();
        int inputs = facts.inputs().size();
        int channels = 1 + columns + inputs;
        return new Parameters(
                Linear.random(key.fold(0), DType.FLOAT64, columns + inputs, STATES),
                facts.network(key.fold(1), STATES, STATES * channels),
                Linear.random(key.fold(2), DType.FLOAT64, STATES, columns));
    }

    @Override
    public Tensor predict(Parameters parameters, Sequence sequence) {
        Tensor first = Sequence.beside(
                sequence.first(), sequence.inputs().evaluate(sequence.times().get(0)));
        int series = first.shape().dim(0);
        ControlPath path = new ControlPath(
                spacing, LinearInterpolation.of(sequence.times(), sequence.filled()), sequence.inputs());
        var term = new ControlTerm<Tensor, Mlp>(
                        (t, z, field) -> field.apply(z).tanh().reshape(series, STATES, -1), path)
                .toOde();
        Tensor states = DiffEqSolve.diffeqsolve(
                        term,
                        new Tsit5(),
                        0,
                        sequence.end(),
                        parameters.start().apply(first),
                        parameters.field(),
                        path.heeded(sequence.solving())
                                .saveAt(SaveAt.ts(sequence.times().toArray())))
                .ys();
        return parameters.readout().apply(states);
    }
}
