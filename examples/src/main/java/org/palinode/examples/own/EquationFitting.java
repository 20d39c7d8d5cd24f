package org.palinode.examples.own;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.train.data.BatchSource;

/**
 * Fit of an equation. Pieces of like times are solved as one batch from time 0. The loss is the mean square of what the solution misses, in
 * deviations of the columns. The first steps see the beginnings of the series alone, in quarters: over many oscillations at once the loss of a model
 * that is far off has too many hollows to fall into.
 */
final class EquationFitting<P> implements Fitting<EquationFitting.Parameters<P>, Integer> {
    private final SeriesEquation<P> equation;
    private final List<Group> groups;
    private final Parameters<P> initial;

    /**
     * Fitted parameters.
     *
     * @param equation those of the equation
     * @param starts added to the start of each piece [pieces, states]
     */
    record Parameters<P>(P equation, Tensor starts) {}

    EquationFitting(SeriesEquation<P> equation, Prepared data) {
        this.equation = equation;
        groups = data.training();
        P parameters = equation.initial(data.facts(), data.key());
        int states = start(parameters, groups.get(0)).shape().dim(1);
        int pieces = data.pieces().trained().size();
        initial = new Parameters<>(parameters, Tensor.zeros(pieces, states));
    }

    private Tensor start(P parameters, Group group) {
        Tensor time = Tensor.scalar(group.tensors().times()[0]);
        return equation.start(parameters, group.first(), group.inputs().evaluate(time));
    }

    @Override
    public Parameters<P> initial() {
        return initial;
    }

    /** The quarters of the times that each step sees. */
    @Override
    public BatchSource<Integer> batches() {
        return new EachStep<>(Group::quartersInSight);
    }

    @Override
    public Tensor loss(Parameters<P> parameters, Integer quarters) {
        return groups.stream()
                .map(group -> group.missed(
                        predict(parameters, group, group.inSight(quarters)),
                        group.tensors().trained()))
                .reduce(Squares::plus)
                .orElseThrow()
                .mean();
    }

    @Override
    public Tensor predict(Parameters<P> parameters, Group group, double[] times) {
        double end = Math.max(times[times.length - 1], Double.MIN_NORMAL);
        var term = new ODETerm<Tensor, P>(
                (t, y, p) -> equation.field(p, t, y, group.inputs().evaluate(t)));
        Tensor start =
                start(parameters.equation(), group).plus(parameters.starts().take(0, group.starts()));
        Tensor states = DiffEqSolve.diffeqsolve(
                        term,
                        new Tsit5(),
                        0,
                        end,
                        start,
                        parameters.equation(),
                        group.solving().saveAt(SaveAt.ts(times)))
                .ys();
        return equation.observed(parameters.equation(), states);
    }

    @Override
    public Object described(Parameters<P> parameters) {
        return parameters.equation();
    }
}
