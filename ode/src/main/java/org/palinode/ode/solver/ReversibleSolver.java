package org.palinode.ode.solver;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Solver that can reverse its steps: {@link #backwardStep} is the mirror image of {@link #step}, exact up to rounding, or up to a stated
 * error where a solver says so.
 */
public interface ReversibleSolver extends Solver {
    /** Solution and carry at one end of a step. */
    record Start(Tensor y, List<Tensor> carry) {}

    /**
     * Result of reversing a step and pulling cotangents back through it.
     *
     * @param start the reconstructed start
     * @param cotangents cotangents of the start
     * @param timeBar the cotangent of t0
     * @param sizeBar the cotangent of h
     * @param parameterCotangents additions of the step to the cotangents of the parameters
     */
    record PulledBack(
            Start start, Start cotangents, Tensor timeBar, Tensor sizeBar, List<Tensor> parameterCotangents) {}

    /**
     * The start of the step of size h from t0 that ended in (y1, carry1).
     *
     * @param before the signed size of the step before this one, 0 for the first
     */
    Start backwardStep(Field f, Tensor t0, Tensor h, Tensor before, Tensor y1, List<Tensor> carry1);

    /**
     * The largest accepted difference Δy of a reconstructed y from its stored value, a pure number: max |Δy| / (|y| + 10⁻³ m) over all
     * components, with m the largest |y| of the component in the solve. Where it is exceeded the steps since that value are recomputed
     * forward.
     */
    default double acceptedMismatch(DType dtype) {
        return Resync.STANDARD.mismatch(dtype);
    }

    /** True if the accepted mismatch is the parameter with which users make the solver, so that notes may advise another. */
    default boolean leavesMismatchToUsers() {
        return false;
    }

    /**
     * Reverses a step and pulls cotangents back through it at once. A solver overrides this where both can share evaluations of the field.
     *
     * @param before the signed size of the step before this one, 0 for the first
     * @param end solution and carry at the end of the step
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
        Start start = backwardStep(f.with(parameters), t0, h, before, end.y(), end.carry());
        Tape tape = new Tape();
        Tensor y0 = tape.variable(start.y());
        List<Tensor> carry0 = tape.variables(start.carry());
        List<Tensor> times = tape.variables(List.of(t0, h));
        List<Tensor> variables = tape.variables(parameters);
        Step step = step(f.with(variables), times.get(0), times.get(1), y0, carry0);
        List<Tensor> bars = tape.pullBack(
                joined(List.of(step.y()), step.carry(), step.dense().subList(0, denseBar.size())),
                joined(List.of(endBar.y()), endBar.carry(), denseBar),
                joined(joined(List.of(y0), carry0), times, variables));
        Iterator<Tensor> bar = bars.iterator();
        Start startBar = new Start(bar.next(), next(bar, carry0.size()));
        return new PulledBack(start, startBar, bar.next(), bar.next(), next(bar, parameters.size()));
    }

    private static List<Tensor> next(Iterator<Tensor> all, int count) {
        return IntStream.range(0, count).mapToObj(i -> all.next()).toList();
    }

    @SafeVarargs
    private static List<Tensor> joined(List<Tensor>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }
}
