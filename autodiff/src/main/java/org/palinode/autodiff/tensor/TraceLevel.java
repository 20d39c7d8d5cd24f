package org.palinode.autodiff.tensor;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers traces in the order in which they begin. The order is all that matters; the numbers mean nothing. */
public final class TraceLevel {
    private static final AtomicLong NEXT = new AtomicLong();

    private TraceLevel() {}

    public static long next() {
        return NEXT.getAndIncrement();
    }
}
