package org.palinode.ode;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveOutputs;

/**
 * All that is known of a solve when it has run, besides its rows.
 *
 * @param y0 the flat state at t0 [n]
 * @param outputs of its primitive
 */
record FinishedSolution<Y>(FinishedSolve run, TracedProblem<Y> problem, Tensor y0, List<Tensor> outputs) {
    private SolveOutputs<Tensor> named() {
        return run.outputs().named(outputs);
    }

    /** y and the carry where it ended; null where they were not kept. */
    Tensor end() {
        return named().end();
    }

    /** The times of events [k]; null where none were watched. */
    Tensor eventTimes() {
        return named().eventTimes();
    }

    /** The states at events [k, n]; null where none were watched. */
    Tensor eventStates() {
        return named().eventStates();
    }

    /** The inside of its steps; refuses a run that did not keep it. */
    DenseOutput dense() {
        return DenseOutput.of(run, y0, outputs);
    }
}
