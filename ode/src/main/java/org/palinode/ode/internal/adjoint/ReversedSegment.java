package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.run.StepStarts;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.CountedProgram;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.internal.step.StepMemory;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.WantedCotangents;

/**
 * The segment of a reversible solve that is pulled back: its memory, and the compiled programs that reverse a step and pull it back at once. Made
 * once for a stepper and a choice of cotangents.
 */
final class ReversedSegment {
    private final CompiledStep stepper;
    private final WantedCotangents wanted;
    private final StepCotangents cotangents;
    private final Buffer sizeBefore;
    private final Buffer pair;
    private final Buffer state;
    private final Buffer barsAtEnd;
    private final Buffer largest;
    private final List<Buffer> totals = new ArrayList<>();
    private final List<Plan> addToTotals = new ArrayList<>();
    private final CountedPlan mismatch;
    private final CountedPlan growth;
    private CountedPlan step;
    private CountedPlan denseStep;
    private CountedPlan reconstruction;

    private ReversedSegment(CompiledStep stepper, WantedCotangents wanted) {
        this.stepper = stepper;
        this.wanted = wanted;
        cotangents = StepCotangents.of(stepper, wanted);
        Arena arena = stepper.arena();
        sizeBefore = arena.allocate(TensorType.float64());
        pair = arena.allocate(stepper.state().type());
        state = arena.allocate(stepper.state().type());
        barsAtEnd = arena.allocate(stepper.state().type());
        largest = arena.allocate(stepper.programs().signature().state());
        for (Buffer part : cotangents.parameters().bars()) {
            Buffer total = arena.allocate(part.type());
            totals.add(total);
            addToTotals.add(stepper.memory().adding(part, total));
        }
        StepMemory memory = stepper.memory();
        mismatch = memory.bindings()
                .reading(StepPart.Y, startY())
                .reading(StepPart.Y_END, stepper.y())
                .reading(StepPart.LARGEST, largest)
                .plan(stepper.programs().reversals().difference(), arena);
        growth = memory.bindings()
                .reading(Parts.of(StepPart.SEGMENT_BARS, List.of(cotangents.ends(), barsAtEnd)))
                .plan(stepper.programs().reversals().cancellation(), arena);
    }

    /** The segment of a stepper. */
    static ReversedSegment of(CompiledStep stepper, WantedCotangents wanted) {
        return stepper.companion(List.of("reversible", wanted), owner -> new ReversedSegment(owner, wanted));
    }

    /** Begins a sweep over a solve of this scale. */
    void begin(StateScale scale) {
        totals.forEach(total -> total.fill(0));
        largest.copyFrom(scale.largest().buffer());
    }

    /** Enters the segment that starts with a stored pair. */
    void enter(StepStarts pairs, int position) {
        pairs.load(position, pair);
    }

    /** Puts the start of the segment, as it was stored, into the stepper. */
    void placeStart() {
        stepper.state().copyFrom(pair);
    }

    /** Remembers the cotangents at the end of the segment, which are in place. */
    void rememberEnd() {
        barsAtEnd.copyFrom(cotangents.ends());
    }

    /** Puts the cotangents at the end of the segment back, without what its steps have added to those of the parameters. */
    void restoreEnd() {
        cotangents.ends().copyFrom(barsAtEnd);
        cotangents.parameters().clear();
    }

    /** Adds the segment's cotangents of the parameters to the sum of all segments, and leaves at its start. */
    void commit() {
        placeStart();
        addToTotals.forEach(Plan::run);
        cotangents.parameters().clear();
    }

    /** Puts the cotangents of the parameters of all segments in place. */
    void finish() {
        for (int i = 0; i < totals.size(); i++) {
            cotangents.parameters().bars().get(i).copyFrom(totals.get(i));
        }
    }

    /** y at the start of the segment, before any resets there. */
    Buffer startY() {
        return stepper.vector(pair, 0);
    }

    /**
     * The difference of y in the stepper, which was reconstructed, from y at the start of the segment, relative to the largest |y|.
     *
     * @param afterResets y at the start as resets there leave it
     */
    double mismatch(Buffer afterResets) {
        Buffer y = startY();
        Buffer stored = Tensor.copyOf(y).buffer();
        y.copyFrom(afterResets);
        mismatch.plan().run();
        y.copyFrom(stored);
        return mismatch.output(StepPart.FIGURES, 0).get(0);
    }

    /** The growth of the cotangents of y and z: their size against what is left of them once z is set to y. */
    double growth() {
        growth.plan().run();
        return growth.output(StepPart.FIGURES, 0).get(0);
    }

    /** Remembers the state in the stepper, the end of a step. */
    void rememberState() {
        state.copyFrom(stepper.state());
    }

    /** Puts the remembered state back into the stepper. */
    void restoreState() {
        stepper.state().copyFrom(state);
    }

    /** Puts the size of the step before the one that is reversed in place. */
    void placeSizeBefore(double size) {
        sizeBefore.set(0, size);
    }

    /** A step reversed without its cotangents. */
    CountedPlan reconstruction() {
        if (reconstruction == null) {
            reconstruction = plan(stepper.programs().reversals().reverse());
        }
        return reconstruction;
    }

    /** A step reversed and pulled back at once. */
    CountedPlan step() {
        if (step == null) {
            step = plan(stepper.programs().reversals().backwardStep(wanted));
        }
        return step;
    }

    /** A step as by {@link #step}, with the cotangents of the dense values. */
    CountedPlan denseStep() {
        if (denseStep == null) {
            denseStep = plan(stepper.programs().reversals().denseBackwardStep(wanted));
        }
        return denseStep;
    }

    private CountedPlan plan(CountedProgram program) {
        return cotangents
                .bindings()
                .reading(StepPart.SIZE_BEFORE, sizeBefore)
                .writing(stepper.memory().ends(stepper.state()))
                .plan(program, stepper.arena());
    }
}
