package org.palinode.ode.internal.step;

import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.solver.ParametricField;

/**
 * The field of a solve as the formulas of its steps see it.
 *
 * @param parts the field, then its explicit and implicit parts if it has any
 */
record StepField(StepKey key, List<Program> parts) {
    /** The programs whose calls are counted. */
    FieldParts counted() {
        return new FieldParts(parts, isParted());
    }

    /** The equations of an adjoint are not parted: methods that need drift and diffusion apart do not solve them. */
    private boolean isParted() {
        return key.noise().isPresent() && parts.size() > 1;
    }

    /** The field, and its parts if it has any, in the window in which the time {@code inside} lies. */
    ParametricField seenFrom(Tensor inside, FieldEvaluation evaluation) {
        List<ParametricField> seen = parts.stream()
                .<ParametricField>map(part -> (t, y, values) ->
                        evaluation.slope(part, FieldInputs.of(key.held(t, inside, values), y, values)))
                .toList();
        return of(seen);
    }

    /**
     * The field of these parts, which hears the noise of a step.
     *
     * @param seen in the order of {@link #parts}
     */
    ParametricField of(List<ParametricField> seen) {
        if (key.noise().isPresent()) {
            boolean isParted = isParted();
            return new StepNoiseField(
                    key.noise().get(),
                    seen.get(0),
                    isParted ? seen.get(1) : seen.get(0),
                    isParted ? seen.get(2) : seen.get(0),
                    seen.size() > 3 ? Optional.of(seen.get(3)) : Optional.empty());
        }
        return seen.size() == 1 ? seen.get(0) : ParametricField.split(seen.get(0), seen.get(1), seen.get(2));
    }
}
