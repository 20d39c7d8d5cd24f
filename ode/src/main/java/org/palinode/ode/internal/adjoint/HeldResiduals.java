package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.StepResiduals;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.WantedCotangents;

/** The residuals at hand in a backward sweep: those that the solve kept, those of steps taken again, or none. */
final class HeldResiduals {
    /** Without residuals every pull-back evaluates its step again. */
    static final HeldResiduals NONE = new HeldResiduals(null, null, null, 0);

    private final CompiledStep stepper;
    private final ResidualPlans plans;
    private final StepResiduals memory;
    private final int capacity;

    private HeldResiduals(CompiledStep stepper, ResidualPlans plans, StepResiduals memory, int capacity) {
        this.stepper = stepper;
        this.plans = plans;
        this.memory = memory;
        this.capacity = capacity;
    }

    /** Those that {@code run} kept, if they serve these cotangents and no other pull-back took them. */
    static HeldResiduals ofRun(FinishedSolve run, CompiledStep stepper, WantedCotangents wanted) {
        Optional<StepResiduals> kept = run.residuals().filter(memory -> memory.take(wanted));
        return kept.flatMap(memory -> ResidualPlans.of(stepper, wanted, memory.isDense())
                        .map(plans -> new HeldResiduals(stepper, plans, memory, 0)))
                .orElse(NONE);
    }

    /** None yet; later those of the last steps that were taken again: as many as go into {@code budget} bytes, but one at least. */
    static HeldResiduals ofStepsTakenAgain(
            FinishedSolve run, CompiledStep stepper, WantedCotangents wanted, long budget) {
        return budget == 0 || run.record().stored() > 0 // their maps differ
                ? NONE
                : ResidualPlans.of(stepper, wanted, run.readsInside())
                        .map(plans -> ofStepsTakenAgain(stepper, plans, budget))
                        .orElse(NONE);
    }

    private static HeldResiduals ofStepsTakenAgain(CompiledStep stepper, ResidualPlans plans, long budget) {
        StepResiduals memory = plans.memory();
        memory.restart(0, 0);
        long capacity = Math.max(1, budget / Math.max(1, memory.bytesPerStep()));
        return new HeldResiduals(stepper, plans, memory, (int) Math.min(Integer.MAX_VALUE, capacity));
    }

    /** Of how many steps that are taken again residuals can be held. */
    int capacity() {
        return capacity;
    }

    /** From here on the stepper takes steps again from {@code step} on and leaves residuals, to be {@linkplain #save saved}. */
    void begin(int step) {
        memory.restart(step, (long) capacity * memory.bytesPerStep());
        plans.use();
    }

    void save() {
        plans.save(memory);
    }

    void end() {
        stepper.choice().useStandard();
    }

    boolean holds(int step) {
        return memory != null && memory.holds(step);
    }

    /** Puts a step that is held in place: its start and its residuals. */
    void load(int step) {
        plans.load(memory, step);
    }

    ResidualPlans plans() {
        return plans;
    }

    long bytes() {
        return memory == null ? 0 : memory.bytes();
    }

    /** The sweep is over: the memory is for the next one. */
    void giveBack() {
        if (memory != null) {
            plans.giveBack(memory);
        }
    }
}
