package org.palinode.autodiff.internal.kernel.parallel;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * A few threads that run the parts of one large kernel at a time, together with the thread that asks. Whoever is free takes the
 * next part, so a worker that the machine keeps waiting holds up one part at most. The caller takes parts from the front, helpers
 * from the back: in the next kernel on the same numbers each finds most of what it needs in its own cache.
 *
 * <p>While the workers are asked for by more than one thread, as in solves side by side, each of these runs all its parts itself:
 * the machine is busy then. Waiting threads sleep, after some microseconds in which the next kernel often comes: threads that spin
 * beside another busy process made small products 10 to 300 times slower. A run allocates nothing.
 */
public final class Workers implements AutoCloseable {
    /** Number of times that a waiting thread looks again before it sleeps: some 20 µs. */
    private static final int LOOKS = 500;

    private static final int PART_BITS = 16;
    private static final int PART_MASK = (1 << PART_BITS) - 1;

    private static Workers shared;

    private final int threads;
    private final AtomicInteger callers = new AtomicInteger();

    /** Number of the job, the first part that is left, and the end of those: one number, so that a late worker cannot mix up jobs. */
    private final AtomicLong tickets = new AtomicLong();

    private final AtomicInteger unfinished = new AtomicInteger();
    private volatile List<Helper> helpers = List.of();
    private KernelParts work;
    private volatile Thread waiting;
    private volatile Throwable failure;
    private volatile boolean open = true;

    /**
     * Workers that are {@code threads} together with the thread that asks; they start when there is work.
     *
     * @throws IllegalArgumentException unless {@code threads} is between 1 and 1024
     */
    Workers(int threads) {
        if (threads < 1 || threads > ThreadCount.MOST) {
            throw new IllegalArgumentException(
                    "the number of threads must lie between 1 and " + ThreadCount.MOST + ", got " + threads);
        }
        this.threads = threads;
    }

    /** The workers of this process: as many threads as {@link ThreadCount#configured} says. */
    public static synchronized Workers shared() {
        if (shared == null) {
            shared = new Workers(ThreadCount.configured());
        }
        return shared;
    }

    /** Threads that may work at the same time, that of the caller among them. */
    public int threads() {
        return threads;
    }

    /** Runs the parts 0 to before {@code count}, at most 65,535, and returns when all are done. */
    public void run(int count, KernelParts parts) {
        boolean alone = callers.incrementAndGet() == 1;
        try {
            if (alone && threads > 1 && count > 1 && open) {
                share(count, parts);
            } else {
                for (int part = 0; part < count; part++) {
                    parts.run(part);
                }
            }
        } finally {
            callers.decrementAndGet();
        }
    }

    private void share(int count, KernelParts parts) {
        start();
        work = parts;
        failure = null;
        unfinished.set(count);
        long job = (tickets.get() >>> 2 * PART_BITS) + 1;
        tickets.set(job << 2 * PART_BITS | count);
        wake(count - 1);
        takeParts(true);
        await();
        work = null; // else the memory of a kernel would live until the next one comes
        if (failure != null) {
            throw new IllegalStateException("a part of a kernel failed", failure);
        }
    }

    private void start() {
        if (helpers.isEmpty()) {
            helpers = IntStream.range(1, threads)
                    .mapToObj(i -> new Helper("palinode-worker-" + i))
                    .toList();
            helpers.forEach(Thread::start);
        }
    }

    private void wake(int wanted) {
        List<Helper> all = helpers;
        for (int i = 0; i < wanted && i < all.size(); i++) {
            Helper helper = all.get(i);
            if (helper.asleep) {
                LockSupport.unpark(helper);
            }
        }
    }

    private static int first(long ticket) {
        return (int) (ticket >>> PART_BITS) & PART_MASK;
    }

    private static int end(long ticket) {
        return (int) ticket & PART_MASK;
    }

    private static boolean isTaken(long ticket) {
        return first(ticket) >= end(ticket);
    }

    /** Takes parts until there are none left. What {@code work} was read is right if the ticket is still the same after. */
    private void takeParts(boolean fromFront) {
        long ticket = tickets.get();
        while (!isTaken(ticket)) {
            KernelParts parts = work;
            if (tickets.compareAndSet(ticket, fromFront ? ticket + (1L << PART_BITS) : ticket - 1)) {
                runPart(parts, fromFront ? first(ticket) : end(ticket) - 1);
            }
            ticket = tickets.get();
        }
    }

    private void runPart(KernelParts parts, int part) {
        try {
            parts.run(part);
        } catch (Throwable e) {
            failure = e;
        } finally {
            if (unfinished.decrementAndGet() == 0) {
                LockSupport.unpark(waiting);
            }
        }
    }

    /** Waits for the parts that others have taken. */
    private void await() {
        for (int look = 0; look < LOOKS && unfinished.get() > 0; look++) {
            Thread.onSpinWait();
        }
        if (unfinished.get() > 0) {
            waiting = Thread.currentThread();
            while (unfinished.get() > 0) {
                LockSupport.park(this);
            }
            waiting = null;
        }
    }

    /** Ends the threads; from then on callers run all parts themselves. Closing twice is allowed. */
    @Override
    public void close() {
        open = false;
        helpers.forEach(LockSupport::unpark);
    }

    private final class Helper extends Thread {
        private volatile boolean asleep;

        Helper(String name) {
            super(null, null, name, 0, false);
            setDaemon(true);
        }

        @Override
        public void run() {
            while (open) {
                takeParts(false);
                for (int look = 0; look < LOOKS && isTaken(tickets.get()); look++) {
                    Thread.onSpinWait();
                }
                sleep();
            }
        }

        private void sleep() {
            asleep = true;
            while (open && isTaken(tickets.get())) {
                LockSupport.park(Workers.this);
            }
            asleep = false;
        }
    }
}
