package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepMemory;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.WantedCotangents;

/** Plans of a {@link ReversibleSweep} beside {@link PullBackPlans}: fused backward steps, and the memory of a segment. */
final class ReversiblePlans {
    private final CompiledStep stepper;
    private final WantedCotangents wanted;
    private final PullBackPlans cotangents;
    /** The size of the step before the one that is reversed. */
    final Buffer before;
    /** The largest |y| of the solve. */
    final Buffer largest;
    /** The cotangents at the end of a segment, should it have to be done again. */
    final Buffer barsAtEnd;
    /** A stored pair. */
    final Buffer stored;
    /** The parameters' cotangents of the segments that have passed their check. */
    final List<Buffer> totals = new ArrayList<>();
    /** Adds a segment's cotangents of the parameters to the totals. */
    final List<Plan> addToTotals = new ArrayList<>();
    /** The relative difference of the stored and the reconstructed y. */
    final CountedPlan mismatch;
    /** Ratio of the cotangents of y and z to what is left of them once z is y again. */
    final CountedPlan cancellation;

    private final Buffer end;
    private CountedPlan step;
    private CountedPlan reconstruction;
    private CountedPlan denseStep;

    private ReversiblePlans(CompiledStep stepper, WantedCotangents wanted) {
        this.stepper = stepper;
        this.wanted = wanted;
        cotangents = PullBackPlans.of(stepper, wanted);
        before = stepper.arena().allocate(TensorType.float64());
        barsAtEnd = stepper.arena().allocate(cotangents.bars.type());
        end = stepper.arena().allocate(stepper.state().type());
        stored = stepper.arena().allocate(stepper.state().type());
        for (Buffer part : cotangents.parameterBars) {
            Buffer total = stepper.arena().allocate(part.type());
            Program identity = Program.traceClosed(List.of(part.type()), in -> in);
            totals.add(total);
            addToTotals.add(Plan.of(identity)
                    .in(stepper.arena())
                    .input(0, part)
                    .accumulate(0, total)
                    .build());
        }
        largest = stepper.arena().allocate(stepper.programs().signature().state());
        StepMemory memory = stepper.memory();
        mismatch = memory.bindings()
                .reading(StepPart.Y, memory.vector(stored, 0))
                .reading(StepPart.Y_END, stepper.y())
                .reading(StepPart.LARGEST, largest)
                .plan(stepper.programs().reversals().difference(), stepper.arena());
        cancellation = memory.bindings()
                .reading(Parts.<Buffer>none().with(StepPart.SEGMENT_BARS, List.of(cotangents.bars, barsAtEnd)))
                .plan(stepper.programs().reversals().cancellation(), stepper.arena());
    }

    static ReversiblePlans of(CompiledStep stepper, WantedCotangents wanted) {
        return stepper.companion(List.of("reversible", wanted), owner -> new ReversiblePlans(owner, wanted));
    }

    /** A step reversed without its cotangents. */
    CountedPlan reconstruction() {
        if (reconstruction == null) {
            reconstruction = plan(stepper.programs().reversals().reverse());
        }
        return reconstruction;
    }

    /** Runs what needs the start of a step, and puts its end, which is in the stepper, back in place. */
    void keepingEnd(Runnable atStart) {
        end.copyFrom(stepper.state());
        atStart.run();
        stepper.state().copyFrom(end);
    }

    /** A step reversed and pulled back at once. */
    CountedPlan step() {
        if (step == null) {
            step = plan(stepper.programs().reversals().backwardStep(wanted));
        }
        return step;
    }

    /** The plan as {@link #step}, with the cotangents of the dense values. */
    CountedPlan denseStep() {
        if (denseStep == null) {
            denseStep = plan(stepper.programs().reversals().denseBackwardStep(wanted));
        }
        return denseStep;
    }

    private CountedPlan plan(CountedProgram program) {
        return cotangents
                .bindings()
                .reading(StepPart.SIZE_BEFORE, before)
                .writing(stepper.memory().ends(stepper.state()))
                .plan(program, stepper.arena());
    }
}
