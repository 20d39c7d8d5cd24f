package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;

/**
 * A loop's body as one plan, which each step runs again. The carry stays where it is, sums are added up in place, and a slice is copied in or
 * out. So a step allocates nothing, and the memory of the loop itself does not depend on how many steps there are.
 */
final class ScanLoop {
    private final LoopBody body;
    private final Plan plan;
    private final List<Buffer> inputs;
    private final List<Buffer> sums;

    /** Copies in; null where the body does not read the slice. */
    private final List<Slices> read;

    /** Copies out of what the plan computes; null for the others. */
    private final List<Slices> written = new ArrayList<>();

    /** Copies out of the carry as it was before the step; null for the others. */
    private final List<Slices> passed = new ArrayList<>();

    ScanLoop(LoopBody body, Arena arena, Engine engine) {
        this.body = body;
        Program program = body.program();
        Plan.Builder builder = Plan.of(program).in(arena).engine(engine);
        inputs = program.inputTypes().stream().map(arena::allocate).toList();
        builder.inputs(0, inputs);
        sums = program.outputTypes().subList(0, body.sums()).stream()
                .map(arena::allocate)
                .toList();
        for (int i = 0; i < body.sums(); i++) {
            builder.accumulate(i, sums.get(i));
        }
        for (int i = 0; i < body.carried(); i++) {
            builder.output(body.sums() + i, inputs.get(body.constants() + i));
        }
        Set<Atom> used = used(program);
        read = new ArrayList<>();
        for (int i = body.firstSlice(); i < inputs.size(); i++) {
            boolean isRead = used.contains(program.inputs().get(i));
            read.add(isRead ? new Slices(inputs.get(i)) : null);
        }
        for (int i = body.firstRow(); i < program.arity(); i++) {
            int carry = program.inputs().indexOf(program.outputs().get(i));
            boolean isPassed = body.isCarriedIn(carry);
            Buffer row = isPassed
                    ? inputs.get(carry)
                    : arena.allocate(program.outputTypes().get(i));
            passed.add(isPassed ? new Slices(row) : null);
            written.add(isPassed ? null : new Slices(row));
            if (!isPassed) {
                builder.output(i, row);
            }
        }
        plan = builder.build();
    }

    private static Set<Atom> used(Program program) {
        Set<Atom> used = new HashSet<>(program.outputs());
        program.equations().forEach(equation -> used.addAll(equation.inputs()));
        return used;
    }

    /** Runs all steps. */
    void run(List<Buffer> in, List<Buffer> out, int steps, Direction direction) {
        for (int i = 0; i < body.firstSlice(); i++) {
            inputs.get(i).copyFrom(in.get(i));
        }
        for (int i = 0; i < sums.size(); i++) {
            sums.get(i).fill(0);
        }
        for (int step = 0; step < steps; step++) {
            int at = direction.at(step, steps);
            for (int i = 0; i < read.size(); i++) {
                if (read.get(i) != null) {
                    read.get(i).copyIn(in.get(body.firstSlice() + i), at);
                }
            }
            copyOut(passed, out, at);
            plan.run();
            copyOut(written, out, at);
        }
        for (int i = 0; i < sums.size(); i++) {
            out.get(i).copyFrom(sums.get(i));
        }
        for (int i = 0; i < body.carried(); i++) {
            out.get(body.sums() + i).copyFrom(inputs.get(body.constants() + i));
        }
    }

    private void copyOut(List<Slices> rows, List<Buffer> out, int at) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i) != null) {
                rows.get(i).copyOut(out.get(body.firstRow() + i), at);
            }
        }
    }

    /** Copies between one slice and an array of them. */
    private record Slices(Buffer slice) {
        void copyIn(Buffer array, int at) {
            int bytes = slice.bytes().capacity();
            slice.bytes().put(0, array.bytes(), at * bytes, bytes);
        }

        void copyOut(Buffer array, int at) {
            int bytes = slice.bytes().capacity();
            array.bytes().put(at * bytes, slice.bytes(), 0, bytes);
        }
    }
}
