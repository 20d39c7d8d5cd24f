package org.palinode.tests.autodiff.support;

import com.sun.management.ThreadMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/** What code allocates. */
public final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 20_000;
    private static final int RUNS = 2_000;
    private static final int ATTEMPTS = 30;

    private Allocation() {}

    /**
     * Heap bytes that one warm run allocates on this thread: the least of several measurements, because the compiler may still replace
     * code while one is taken.
     */
    public static long perRun(Runnable code) {
        for (int i = 0; i < WARM_UP; i++) {
            code.run();
        }
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least > 0; attempt++) {
            LockSupport.parkNanos(attempt * 5_000_000L); // where cores are scarce the compiler needs a while
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < RUNS; i++) {
                code.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least / RUNS;
    }

    /**
     * Heap bytes that a warm run of {@code more} allocates on this thread beyond one of {@code less}: the difference of the least of several
     * measurements, in turns, of each. Measured on, for a while, where it is above {@code bound}: the compiler may not be done yet.
     */
    public static long beyond(Runnable less, Runnable more, long bound) {
        for (int i = 0; i < 30; i++) {
            less.run();
            more.run();
        }
        long leastOfLess = Long.MAX_VALUE;
        long leastOfMore = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && (attempt < 10 || leastOfMore - leastOfLess > bound); attempt++) {
            LockSupport.parkNanos(attempt * 2_000_000L);
            leastOfLess = Math.min(leastOfLess, of(less));
            leastOfMore = Math.min(leastOfMore, of(more));
        }
        return leastOfMore - leastOfLess;
    }

    /**
     * Heap bytes that a run allocates on this thread when classes are loaded, the least of a few: for code that allocates nothing even before it is
     * compiled.
     */
    public static long leastOfFew(Runnable code) {
        long least = Long.MAX_VALUE;
        for (int run = 0; run < 30 && least > 0; run++) {
            least = Math.min(least, of(code));
        }
        return least;
    }

    private static long of(Runnable code) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        code.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** Bytes in direct byte buffers of the whole JVM. */
    public static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
