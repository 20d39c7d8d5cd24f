package org.palinode.ode.internal.resync;

import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.StepBindings;
import org.palinode.ode.internal.step.StepMemory;
import org.palinode.ode.internal.step.StepPart;

/** Measures the gap |y − z| at the end of a step that is in a stepper. */
final class GapMeasure {
    private final CompiledStep stepper;
    private final CountedPlan plan;

    GapMeasure(CompiledStep stepper, LargestValues largest) {
        this.stepper = stepper;
        plan = bindings(stepper, largest).plan(stepper.programs().gaps().gap(), stepper.arena());
    }

    /** The step, its end and the scale. */
    static StepBindings bindings(CompiledStep stepper, LargestValues largest) {
        StepMemory memory = stepper.memory();
        return memory.bindings().reading(memory.endInputs()).reading(StepPart.LARGEST, largest.ofLate());
    }

    void run() {
        plan.plan().run();
        stepper.count(plan.program());
    }

    /** |y − z| relative to the largest |y|. */
    double relative() {
        return figure(0);
    }

    /** In multiples of what never ends a segment. */
    double ofFloor() {
        return figure(1);
    }

    /** In multiples of what always ends it. */
    double ofCeiling() {
        return figure(2);
    }

    private double figure(int index) {
        return plan.output(StepPart.FIGURES, index).get(0);
    }
}
