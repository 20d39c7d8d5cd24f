package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;

/** Evaluation of the field by the formulas of a step. */
@FunctionalInterface
public interface FieldEvaluation {
    /**
     * The slope [n].
     *
     * @param field the field, or a part of it
     * @param inputs time, y [n] and parameters
     */
    Tensor slope(Program field, List<Tensor> inputs);
}
