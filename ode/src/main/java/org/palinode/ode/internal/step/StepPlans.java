package org.palinode.ode.internal.step;

/** The compiled steps of some programs in a memory, with dense values and without, each made when it is first asked for. */
final class StepPlans {
    private final StepPrograms programs;
    private final StepMemory memory;
    private CountedPlan plain;
    private CountedPlan dense;

    StepPlans(StepPrograms programs, StepMemory memory) {
        this.programs = programs;
        this.memory = memory;
    }

    CountedPlan plain() {
        if (plain == null) {
            plain = memory.plan(programs.step());
        }
        return plain;
    }

    CountedPlan dense() {
        if (dense == null) {
            dense = memory.plan(programs.denseStep());
        }
        return dense;
    }
}
