package org.palinode.ode;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.RecordedSolve;
import org.palinode.ode.adjoint.Run;

/**
 * A solve that has been checked and traced, but has not taken a step.
 *
 * @param inputs of the recorded solve
 * @param forward takes the steps, on whatever thread
 * @param record the run as a primitive of {@code inputs}
 * @param solution what the user sees of a run and the outputs of its primitive
 */
record PreparedSolve<Y>(
        List<Tensor> inputs,
        Supplier<Run> forward,
        Function<Run, RecordedSolve> record,
        BiFunction<Run, List<Tensor>, Solution<Y>> solution) {}
