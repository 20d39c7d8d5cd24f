package org.palinode.autodiff.internal.plan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Idle plans, so that a program that is called again and again is bound to memory once for each thread that runs it at a time.
 * Building a plan costs tens of runs of a small one. A shared cache is invisible but for time and memory: a plan's buffers are
 * written before they are read. That of programs holds at most 256 MiB and 1,024 plans. Those of the key not used for longest go first, the
 * latest one always stays.
 *
 * @param <K> what is compiled
 * @param <P> what it becomes, in memory
 */
public final class PlanCache<K, P> {
    private static final PlanCache<Program, CalledPlan> SHARED = new PlanCache<>(256L << 20, 1024, CalledPlan::new);

    /** A plan in an arena of its own. */
    private record Owned<P>(P plan, Arena arena) {}

    private final long mostBytes;
    private final int mostPlans;
    private final BiFunction<K, Arena, P> builder;
    private final Map<K, Deque<Owned<P>>> idle = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private int plans;

    /**
     * An empty cache.
     *
     * @param mostBytes that its plans hold
     * @param builder of the plan for a key, in an arena
     */
    public PlanCache(long mostBytes, int mostPlans, BiFunction<K, Arena, P> builder) {
        this.mostBytes = mostBytes;
        this.mostPlans = mostPlans;
        this.builder = builder;
    }

    /** The outputs of a program for concrete inputs, in new memory, by the plans that this process shares. */
    static List<Tensor> run(Program program, List<Tensor> inputs) {
        List<Buffer> outputs = SHARED.withRoom(() -> Buffer.forResults(program.outputTypes()));
        return SHARED.use(program, plan -> plan.call(inputs, outputs));
    }

    /** The result of {@code use}, which has a plan for itself. */
    public <R> R use(K key, Function<P, R> use) {
        Owned<P> owned = take(key);
        try {
            return use.apply(owned.plan);
        } finally {
            giveBack(key, owned);
        }
    }

    private Owned<P> take(K key) {
        synchronized (this) {
            Deque<Owned<P>> free = idle.get(key);
            if (free != null && !free.isEmpty()) {
                Owned<P> owned = free.pop();
                count(owned, -1);
                return owned;
            }
        }
        return withRoom(() -> build(key));
    }

    /** What {@code maker} makes, for which all idle plans are dropped if memory is full. */
    private <R> R withRoom(Supplier<R> maker) {
        try {
            return maker.get();
        } catch (OutOfMemoryError full) {
            dropAll();
            return maker.get();
        }
    }

    private Owned<P> build(K key) {
        Arena arena = new Arena("a cached plan");
        try {
            return new Owned<>(builder.apply(key, arena), arena);
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

    private synchronized void giveBack(K key, Owned<P> owned) {
        idle.computeIfAbsent(key, unused -> new ArrayDeque<>()).push(owned);
        count(owned, 1);
        Iterator<Deque<Owned<P>>> oldest = idle.values().iterator();
        while (isOverfull()) {
            Deque<Owned<P>> free = oldest.next();
            while (!free.isEmpty() && isOverfull()) {
                Owned<P> last = free.pollLast();
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

    private void count(Owned<P> owned, int sign) {
        bytes += sign * owned.arena.bytes();
        plans += sign;
    }
}
