package org.palinode.ode.internal.run;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.SplitStep;
import org.palinode.ode.internal.step.StepBindings;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.WantedCotangents;

/** A step that leaves its residuals in one place, and its pull-back, which reads them there; made once for a stepper. */
final class ResidualPlans {
    /**
     * Purpose of residuals.
     *
     * @param wanted the cotangents besides that of the state
     * @param dense whether steps make dense values too, and the pull-back takes their cotangents
     */
    record Key(WantedCotangents wanted, boolean dense) {}

    private static final int ALIGNMENT = 64;

    /** The residuals of one step must fit into one buffer, together with its start. */
    private static final long MOST_BYTES = 1L << 30;

    /** Bytes that are kept for the next solve of the process in any case. */
    private static final long MOST_IDLE = 64L << 20;

    /** The latest idle memory of all, if it is no larger. */
    private static volatile ResidualMemory latest;

    private final CompiledStep stepper;
    private final SplitStep split;
    private final ByteBuffer place;
    private final List<Buffer> residuals = new ArrayList<>();
    private CountedPlan step;
    private CountedPlan pullBack;

    /**
     * Memory for the next solve. All but the {@link #latest} is left to the collector, which frees it where there is no next solve or
     * memory is short: to ask the system for it anew takes 0.6 ms a MiB, ten times what it takes to fill it.
     */
    private Reference<ResidualMemory> idle = new WeakReference<>(null);

    private ResidualPlans(CompiledStep stepper, SplitStep split) {
        this.stepper = stepper;
        this.split = split;
        place = stepper.arena().region(bytes(split));
        int offset = 0;
        for (TensorType type : split.residuals()) {
            residuals.add(stepper.arena().view(place, offset, type));
            offset += aligned(type);
        }
    }

    /** The plans of a stepper; empty if the residuals of a step do not fit into one buffer. */
    static Optional<ResidualPlans> of(CompiledStep stepper, Key key) {
        SplitStep split = key.dense()
                ? stepper.programs().pullBacks().denseSplitStep(key.wanted())
                : stepper.programs().pullBacks().splitStep(key.wanted());
        return bytes(split) > MOST_BYTES
                ? Optional.empty()
                : Optional.of(stepper.companion(key, owner -> new ResidualPlans(owner, split)));
    }

    private static long bytes(SplitStep split) {
        return split.residuals().stream().mapToLong(ResidualPlans::aligned).sum();
    }

    private static int aligned(TensorType type) {
        return Math.toIntExact((type.bytes() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }

    CompiledStep stepper() {
        return stepper;
    }

    /** The memory in which a step leaves its residuals. */
    ByteBuffer place() {
        return place;
    }

    /** A step that leaves its residuals. */
    CountedPlan step() {
        if (step == null) {
            step = stepper.memory().bindings().writing(residuals()).plan(split.step(), stepper.arena());
        }
        return step;
    }

    /** The pull-back of the step, by bindings from the cotangents at its end to those at its start. */
    CountedPlan pullBack(Supplier<StepBindings> cotangents) {
        if (pullBack == null) {
            pullBack = cotangents.get().reading(residuals()).plan(split.pullBack(), stepper.arena());
        }
        return pullBack;
    }

    private Parts<Buffer> residuals() {
        return Parts.of(StepPart.RESIDUALS, residuals);
    }

    /** Memory for the residuals of steps, which is the caller's until it is given back. */
    ResidualMemory memory() {
        ResidualMemory memory = idle.get();
        idle.clear();
        return memory == null ? new ResidualMemory(stepper.state().type().bytes(), place.capacity()) : memory;
    }

    /** Takes memory that nobody reads any more, for the next solve. */
    void giveBack(ResidualMemory memory) {
        if (idle.get() != null) {
            memory.close();
            return;
        }
        idle = new WeakReference<>(memory);
        latest = memory.bytes() <= MOST_IDLE ? memory : latest;
    }
}
