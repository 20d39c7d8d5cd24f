package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.step.StateScale;

/**
 * A solver that can take its own steps back: {@link #backwardStep} is the mirror image of {@link #step}, exact but for rounding (or, where a
 * solver says so, but for a stated error).
 */
public interface ReversibleSolver extends Solver {
    /** Solution and state at the start of a step. */
    record Start(Tensor y, List<Tensor> state) {}

    /**
     * What comes out where a step is taken back and pulled back.
     *
     * @param start the reconstructed start
     * @param cotangents those of the start
     * @param timeCotangents those of t0 and h
     * @param parameterCotangents what the step adds to those of the parameters
     */
    record PulledBack(Start start, Start cotangents, List<Tensor> timeCotangents, List<Tensor> parameterCotangents) {}

    /**
     * The start of the step of size h from t0 that ended in (y1, state1).
     *
     * @param before the signed size of the step before this one, 0 for the first: what a record of the steps knows of the past
     */
    Start backwardStep(Field f, Tensor t0, Tensor h, Tensor before, Tensor y1, List<Tensor> state1);

    /**
     * The largest accepted difference of a reconstructed y from its stored value, measured as {@link StateScale#difference}; where it is
     * exceeded the steps since that value are taken again, forward.
     */
    default double acceptedMismatch(DType dtype) {
        return Resync.STANDARD.mismatch(dtype);
    }

    /**
     * Takes a step back and pulls cotangents through it at once. A solver overrides this where both can share evaluations of the field.
     *
     * @param before the signed size of the step before this one, 0 for the first
     * @param end solution and state at the end of the step
     * @param endBar their cotangents
     * @param denseBar the cotangents of the step's dense values; empty if there are none
     */
    default PulledBack pullBack(
            ParametricField f,
            List<Tensor> parameters,
            Tensor t0,
            Tensor h,
            Tensor before,
            Start end,
            Start endBar,
            List<Tensor> denseBar) {
        Start start = backwardStep(f.with(parameters), t0, h, before, end.y(), end.state());
        Tape tape = new Tape();
        Tensor y0 = tape.variable(start.y());
        List<Tensor> state0 = tape.variables(start.state());
        List<Tensor> times = tape.variables(List.of(t0, h));
        List<Tensor> variables = tape.variables(parameters);
        Step step = step(f.with(variables), times.get(0), times.get(1), y0, state0);
        List<Tensor> bars = tape.pullBack(
                joined(step.y(), step.state(), step.dense().subList(0, denseBar.size())),
                joined(endBar.y(), endBar.state(), denseBar),
                joined(y0, state0, joined(times.get(0), times.subList(1, 2), variables)));
        int states = start.state().size();
        return new PulledBack(
                start,
                new Start(bars.get(0), bars.subList(1, 1 + states)),
                bars.subList(1 + states, 3 + states),
                bars.subList(3 + states, bars.size()));
    }

    private static List<Tensor> joined(Tensor first, List<Tensor> second, List<Tensor> third) {
        List<Tensor> all = new ArrayList<>(List.of(first));
        all.addAll(second);
        all.addAll(third);
        return all;
    }
}
