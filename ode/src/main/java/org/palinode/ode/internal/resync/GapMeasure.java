package org.palinode.ode.internal.resync;

import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.StepMemory;

/** Measures the gap |y − z| at the end of a step that is in a stepper. */
final class GapMeasure {
    private final CompiledStep stepper;
    private final CountedProgram program;
    private final Plan plan;

    GapMeasure(CompiledStep stepper, LargestValues largest) {
        this.stepper = stepper;
        program = stepper.programs().gaps().gap();
        plan = plan(stepper, program, largest).build();
    }

    /** A plan that reads the step, its end and the scale; inputs may follow. */
    static Plan.Builder plan(CompiledStep stepper, CountedProgram program, LargestValues largest) {
        StepMemory memory = stepper.memory();
        int end = stepper.programs().stepInputs().size();
        return memory.withInputs(memory.withStepInputs(memory.plan(program)), end, memory.end, 0, 2)
                .input(end + 2, largest.ofLate());
    }

    void run() {
        plan.run();
        stepper.count(program.evaluations());
    }

    /** |y − z| relative to the largest |y|. */
    double relative() {
        return plan.output(0).get(0);
    }

    /** In multiples of what never ends a segment. */
    double ofFloor() {
        return plan.output(1).get(0);
    }

    /** In multiples of what always ends it. */
    double ofCeiling() {
        return plan.output(2).get(0);
    }
}
