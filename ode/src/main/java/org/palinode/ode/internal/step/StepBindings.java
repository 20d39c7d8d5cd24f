package org.palinode.ode.internal.step;

import java.util.List;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;

/**
 * Places where the programs of a step read and write, by name.
 *
 * @param read what inputs are read from
 * @param written what outputs are written to
 * @param added what outputs are added to
 */
public record StepBindings(Parts<Buffer> read, Parts<Buffer> written, Parts<Buffer> added) {
    /** Nothing is bound. */
    static StepBindings none() {
        return new StepBindings(Parts.none(), Parts.none(), Parts.none());
    }

    /** The bindings with an input more. */
    public StepBindings reading(StepPart part, Buffer buffer) {
        return reading(Parts.of(part, buffer));
    }

    /** The bindings with inputs more. */
    public StepBindings reading(Parts<Buffer> parts) {
        return new StepBindings(read.with(parts), written, added);
    }

    /** The bindings with an output more. */
    public StepBindings writing(StepPart part, Buffer buffer) {
        return writing(Parts.of(part, buffer));
    }

    /** The bindings with outputs more. */
    public StepBindings writing(Parts<Buffer> parts) {
        return new StepBindings(read, written.with(parts), added);
    }

    /** The bindings with outputs that each run adds to what is there. */
    public StepBindings adding(StepPart part, List<Buffer> buffers) {
        return new StepBindings(read, written, added.with(part, buffers));
    }

    /** The program in this memory; an output that is bound to none gets its own in {@code arena}. */
    public CountedPlan plan(CountedProgram program, Arena arena) {
        Plan.Builder builder = Plan.of(program.program()).in(arena);
        bindInputs(program, builder);
        bindOutputs(program, builder);
        return new CountedPlan(builder.build(), program);
    }

    private void bindInputs(CountedProgram program, Plan.Builder builder) {
        int place = 0;
        for (StepPart part : program.inputs().names()) {
            int count = program.inputs().count(part);
            if (count > 0) {
                builder.inputs(place, bound(read, part, count));
            }
            place += count;
        }
    }

    private void bindOutputs(CountedProgram program, Plan.Builder builder) {
        int place = 0;
        for (StepPart part : program.outputs().names()) {
            int count = program.outputs().count(part);
            for (int i = 0; i < count && written.count(part) > 0; i++) {
                builder.output(place + i, bound(written, part, count).get(i));
            }
            for (int i = 0; i < count && added.count(part) > 0; i++) {
                builder.accumulate(place + i, bound(added, part, count).get(i));
            }
            place += count;
        }
    }

    private static List<Buffer> bound(Parts<Buffer> buffers, StepPart part, int count) {
        if (buffers.count(part) != count) {
            throw new IllegalStateException(
                    "a program has " + count + " of " + part + ", bound are " + buffers.count(part));
        }
        return buffers.all(part);
    }
}
