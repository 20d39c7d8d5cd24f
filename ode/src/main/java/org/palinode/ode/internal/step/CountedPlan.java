package org.palinode.ode.internal.step;

import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Buffer;

/** A plan, and the program it runs, which knows how often a run evaluates the field. */
public record CountedPlan(Plan plan, CountedProgram program) {
    /** The memory of element {@code index} of an output, valid until the next run. */
    public Buffer output(StepPart part, int index) {
        return plan.output(program.outputs().place(part) + index);
    }
}
