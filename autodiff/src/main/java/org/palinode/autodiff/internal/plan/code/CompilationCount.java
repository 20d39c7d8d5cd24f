package org.palinode.autodiff.internal.plan.code;

import java.util.concurrent.atomic.AtomicLong;

/** Numbers of the plans that this process has bound and of the classes that it has generated, for those who look for what compiles anew. */
public final class CompilationCount {
    private static final AtomicLong PLANS = new AtomicLong();
    private static final AtomicLong CLASSES = new AtomicLong();

    private CompilationCount() {}

    /** Counts a plan that was bound to memory. */
    public static void countPlan() {
        PLANS.incrementAndGet();
    }

    static void countClass() {
        CLASSES.incrementAndGet();
    }

    public static long plans() {
        return PLANS.get();
    }

    public static long classes() {
        return CLASSES.get();
    }
}
