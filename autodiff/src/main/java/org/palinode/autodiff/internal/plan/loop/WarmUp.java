package org.palinode.autodiff.internal.plan.loop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.palinode.autodiff.memory.Kernel;

/**
 * Has the JIT compile the vector code of a recipe: runs it on memory of its own, in the process's one thread for that, until it is faster than
 * the scalar code. Loops of the recipe may change over then. When that is decides nothing about their numbers.
 */
final class WarmUp {
    private static final int CAPACITY = 1024;

    /**
     * Begins when the scalar code of the recipe has taken about so long, in ns: what the JIT takes for the vector code. Asked for earlier, the
     * JIT takes the processors from the first solve.
     */
    private static final double WORTH = 200e6;

    /** The thread works for so long, then rests for as long: the JIT and the solve need the processors too. */
    private static final long SHIFT = TimeUnit.MILLISECONDS.toNanos(2);

    /** Whoever is not faster after so many shifts stays as it is. */
    private static final int MOST_SHIFTS = 1000;

    private static final Map<Recipe, WarmUp> KNOWN = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Recipe, WarmUp> eldest) {
            return size() > CAPACITY;
        }
    };

    /** Made with the first loop that is worth it. */
    private static final class Background {
        static final ThreadPoolExecutor THREAD =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "palinode-warm-up", 0, false);
                    thread.setDaemon(true);
                    return thread;
                });

        static {
            THREAD.allowCoreThreadTimeOut(true);
        }
    }

    /** A loop of the recipe as vector code and as scalar code, on memory that nobody reads. */
    record Practice(Kernel vector, Kernel scalar) {}

    private final AtomicBoolean started = new AtomicBoolean();
    private double scalarTime;
    private int shifts;
    private volatile boolean done;

    private WarmUp() {}

    /** The one for a recipe of vector code. */
    static WarmUp of(Recipe recipe) {
        synchronized (KNOWN) {
            return KNOWN.computeIfAbsent(recipe, key -> new WarmUp());
        }
    }

    /** True if the vector code is the faster one. */
    boolean isDone() {
        return done;
    }

    /**
     * Takes note that a loop ran as scalar code, for {@code time} ns or so, and begins if it is time; {@code practice} is asked for once then.
     * Notes of several threads at a time may be lost: it begins a little later then.
     */
    void ran(double time, Supplier<Practice> practice) {
        scalarTime += time;
        if (scalarTime > WORTH && started.compareAndSet(false, true)) {
            Background.THREAD.execute(() -> shift(practice.get()));
        }
    }

    private void shift(Practice practice) {
        done = shortest(practice.vector()) <= shortest(practice.scalar());
        if (!done && ++shifts < MOST_SHIFTS) {
            rest();
            Background.THREAD.execute(() -> shift(practice));
        }
    }

    /** The shortest run within half a shift, in ns. */
    private static long shortest(Kernel kernel) {
        long begun = System.nanoTime();
        long shortest = Long.MAX_VALUE;
        long before = begun;
        while (before - begun < SHIFT / 2) {
            kernel.run();
            long now = System.nanoTime();
            shortest = Math.min(shortest, now - before);
            before = now;
        }
        return shortest;
    }

    private static void rest() {
        try {
            TimeUnit.NANOSECONDS.sleep(SHIFT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
