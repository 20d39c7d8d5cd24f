package org.palinode.autodiff.internal.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Idle plans, so that a program that is called again and again is bound to memory once for each thread that runs it at a time.
 * Building a plan costs tens of runs of a small one. The shared cache is invisible but for time and memory: a plan's buffers are
 * written before they are read. It holds at most 256 MiB and 1,024 plans; those of the program not called for longest go first, the
 * latest one always stays.
 */
final class PlanCache {
    private static final PlanCache SHARED = new PlanCache(256L << 20, 1024);

    /** A plan in an arena of its own. */
    private record Owned(Plan plan, Arena arena) {}

    private final long mostBytes;
    private final int mostPlans;
    private final Map<Program, Deque<Owned>> idle = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private int plans;

    PlanCache(long mostBytes, int mostPlans) {
        this.mostBytes = mostBytes;
        this.mostPlans = mostPlans;
    }

    static PlanCache shared() {
        return SHARED;
    }

    /** The program's outputs for concrete inputs, in new memory. */
    List<Tensor> run(Program program, List<Tensor> inputs) {
        Owned owned = take(program);
        try {
            Plan plan = owned.plan;
            for (int i = 0; i < inputs.size(); i++) {
                plan.input(i).copyFrom(inputs.get(i).buffer());
            }
            plan.run();
            List<Tensor> outputs = new ArrayList<>();
            for (int i = 0; i < program.arity(); i++) {
                Buffer output = Buffer.allocate(program.outputTypes().get(i));
                output.copyFrom(plan.output(i));
                outputs.add(Tensor.owning(output));
            }
            return outputs;
        } finally {
            giveBack(program, owned);
        }
    }

    private Owned take(Program program) {
        synchronized (this) {
            Deque<Owned> free = idle.get(program);
            if (free != null && !free.isEmpty()) {
                Owned owned = free.pop();
                count(owned, -1);
                return owned;
            }
        }
        try {
            return build(program);
        } catch (OutOfMemoryError full) {
            dropAll();
            return build(program);
        }
    }

    private static Owned build(Program program) {
        Arena arena = new Arena("a cached plan");
        try {
            return new Owned(Plan.of(program).in(arena).build(), arena);
        } catch (RuntimeException | Error failed) {
            arena.close();
            throw failed;
        }
    }

    private synchronized void dropAll() {
        idle.values().forEach(free -> free.forEach(owned -> owned.arena.close()));
        idle.clear();
        bytes = 0;
        plans = 0;
    }

    private synchronized void giveBack(Program program, Owned owned) {
        idle.computeIfAbsent(program, key -> new ArrayDeque<>()).push(owned);
        count(owned, 1);
        Iterator<Deque<Owned>> oldest = idle.values().iterator();
        while (isOverfull()) {
            Deque<Owned> free = oldest.next();
            while (!free.isEmpty() && isOverfull()) {
                Owned last = free.pollLast();
                count(last, -1);
                last.arena.close();
            }
            if (free.isEmpty()) {
                oldest.remove();
            }
        }
    }

    private boolean isOverfull() {
        return plans > 1 && (bytes > mostBytes || plans > mostPlans);
    }

    private void count(Owned owned, int sign) {
        bytes += sign * owned.arena.bytes();
        plans += sign;
    }
}
