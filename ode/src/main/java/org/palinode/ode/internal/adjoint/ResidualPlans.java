package org.palinode.ode.internal.adjoint;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.ode.internal.run.StepResiduals;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.SplitStep;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.WantedCotangents;

/** A step that leaves its residuals in one place, and its pull-back, which reads them there. */
final class ResidualPlans {
    private static final int ALIGNMENT = 64;

    /** The residuals of one step must fit into one buffer, together with its start. */
    private static final long MOST_BYTES = 1L << 30;

    /** So many bytes are kept for the next solve of the process in any case. */
    private static final long MOST_IDLE = 64L << 20;

    /** The latest idle memory of all, if it is no larger. */
    private static volatile StepResiduals latest;

    private final CompiledStep stepper;
    private final WantedCotangents wanted;
    private final boolean dense;
    private final SplitStep split;
    private final ByteBuffer place;
    private final List<Buffer> residuals = new ArrayList<>();
    private CountedPlan step;
    private CountedPlan pullBack;

    /**
     * Memory for the next solve. All but the {@link #latest} is left to the collector, which frees it where there is no next solve or
     * memory is short: to ask the system for it anew takes 0.6 ms a MiB, ten times what it takes to fill it.
     */
    private Reference<StepResiduals> idle = new WeakReference<>(null);

    private ResidualPlans(CompiledStep stepper, WantedCotangents wanted, boolean dense, SplitStep split) {
        this.stepper = stepper;
        this.wanted = wanted;
        this.dense = dense;
        this.split = split;
        place = stepper.arena().region(bytes(split));
        int offset = 0;
        for (TensorType type : split.residuals()) {
            residuals.add(stepper.arena().view(place, offset, type));
            offset += aligned(type);
        }
    }

    /**
     * The plans of a stepper for the cotangents of these parameters; empty if the residuals of a step do not fit into one buffer.
     *
     * @param dense whether steps also make dense values, and the pull-back takes their cotangents
     */
    static Optional<ResidualPlans> of(CompiledStep stepper, WantedCotangents wanted, boolean dense) {
        SplitStep split = dense
                ? stepper.programs().pullBacks().denseSplitStep(wanted)
                : stepper.programs().pullBacks().splitStep(wanted);
        return bytes(split) > MOST_BYTES
                ? Optional.empty()
                : Optional.of(stepper.companion(
                        List.of("residuals", wanted, dense), owner -> new ResidualPlans(owner, wanted, dense, split)));
    }

    private static long bytes(SplitStep split) {
        return split.residuals().stream().mapToLong(ResidualPlans::aligned).sum();
    }

    private static int aligned(TensorType type) {
        return Math.toIntExact((type.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    /** Memory for the residuals of steps; the caller's. */
    StepResiduals memory() {
        StepResiduals memory = idle.get();
        idle.clear();
        if (memory == null) {
            return new StepResiduals(wanted, dense, stepper.state(), place);
        }
        memory.handOn();
        return memory;
    }

    /** Takes memory that nobody reads any more, for the next solve. */
    void giveBack(StepResiduals memory) {
        if (idle.get() != null) {
            memory.close();
            return;
        }
        idle = new WeakReference<>(memory);
        latest = memory.bytesHeld() <= MOST_IDLE ? memory : latest;
    }

    /** Makes the stepper leave residuals from here on. */
    void use() {
        if (step == null) {
            step = stepper.memory().bindings().writing(residuals()).plan(split.step(), stepper.arena());
        }
        stepper.choice().use(step);
    }

    private Parts<Buffer> residuals() {
        return Parts.<Buffer>none().with(StepPart.RESIDUALS, residuals);
    }

    /** Keeps the start and the residuals of the step just attempted. */
    void save(StepResiduals memory) {
        memory.add(stepper.state(), place);
    }

    /** Puts a step that {@code memory} holds in place. */
    void load(StepResiduals memory, int index) {
        memory.load(index, stepper.state(), place);
    }

    boolean isDense() {
        return dense;
    }

    /** The cotangents at the end of the step in place to those at its start; those of dense values too if it is dense. */
    CountedPlan pullBack() {
        if (pullBack == null) {
            pullBack = PullBackPlans.of(stepper, wanted)
                    .bindings()
                    .reading(residuals())
                    .plan(split.pullBack(), stepper.arena());
        }
        return pullBack;
    }
}
