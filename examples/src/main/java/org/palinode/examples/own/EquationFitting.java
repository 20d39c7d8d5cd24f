package org.palinode.examples.own;

import java.util.Arrays;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.train.data.BatchSource;

/**
 * Fit of an equation. All series are solved as one batch from time 0. The loss is the mean square of what the solution misses, in deviations
 * of the columns. The first steps see the beginnings of the series alone, in quarters: over many oscillations at once the loss of a model
 * that is far off has too many hollows to fall into.
 */
final class EquationFitting<P> implements Fitting<EquationFitting.Parameters<P>, Integer> {
    private final SeriesEquation<P> equation;
    private final Prepared data;
    private final Parameters<P> initial;

    /**
     * Fitted parameters.
     *
     * @param equation those of the equation
     * @param starts added to the start of each series [series, states]
     */
    record Parameters<P>(P equation, Tensor starts) {}

    EquationFitting(SeriesEquation<P> equation, Prepared data) {
        this.equation = equation;
        this.data = data;
        P parameters = equation.initial(data.facts(), data.key());
        initial = new Parameters<>(
                parameters,
                equation.start(parameters, data.first(), firstInputs()).zerosLike());
    }

    private Tensor firstInputs() {
        return data.inputs().evaluate(Tensor.scalar(data.tensors().times()[0]));
    }

    @Override
    public Parameters<P> initial() {
        return initial;
    }

    @Override
    public BatchSource<Integer> batches() {
        return new EachStep<>(data::inSight);
    }

    @Override
    public Tensor loss(Parameters<P> parameters, Integer times) {
        SeriesTensors seen = data.tensors();
        Tensor solved = predict(parameters, Arrays.copyOf(seen.times(), times));
        return seen.meanSquare(solved, seen.trained(), data.deviations());
    }

    @Override
    public Tensor predict(Parameters<P> parameters, double[] times) {
        double end = Math.max(times[times.length - 1], Double.MIN_NORMAL);
        var term = new ODETerm<Tensor, P>(
                (t, y, p) -> equation.field(p, t, y, data.inputs().evaluate(t)));
        Tensor start = equation.start(parameters.equation(), data.first(), firstInputs())
                .plus(parameters.starts());
        Tensor states = DiffEqSolve.diffeqsolve(
                        term,
                        new Tsit5(),
                        0,
                        end,
                        start,
                        parameters.equation(),
                        data.solving().saveAt(SaveAt.ts(times)))
                .ys();
        return equation.observed(parameters.equation(), states);
    }

    @Override
    public Object described(Parameters<P> parameters) {
        return parameters.equation();
    }
}
