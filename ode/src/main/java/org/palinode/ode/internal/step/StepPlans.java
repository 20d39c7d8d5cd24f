package org.palinode.ode.internal.step;

import org.palinode.autodiff.internal.plan.Plan;

/** The compiled steps of some programs in a stepper's memory, with dense values and without, each made when it is first asked for. */
final class StepPlans {
    /** A plan, and what it costs. */
    record Counted(Plan plan, CountedProgram program) {}

    private final StepPrograms programs;
    private final StepMemory memory;
    private Counted plain;
    private Counted dense;

    StepPlans(StepPrograms programs, StepMemory memory) {
        this.programs = programs;
        this.memory = memory;
    }

    Counted plain() {
        if (plain == null) {
            plain = new Counted(memory.stepPlan(programs.step()).build(), programs.step());
        }
        return plain;
    }

    Counted dense() {
        if (dense == null) {
            CountedProgram step = programs.denseStep();
            int first = step.program().arity() - programs.denseValues();
            Plan.Builder builder = memory.stepPlan(step);
            dense = new Counted(
                    memory.withOutputs(builder, first, memory.dense, 0, programs.denseValues())
                            .build(),
                    step);
        }
        return dense;
    }
}
