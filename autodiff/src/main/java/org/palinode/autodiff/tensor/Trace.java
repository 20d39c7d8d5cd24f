package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Trace that watches operations: a tape that records them, a program that is being traced, or a tangent that travels along. Traces nest.
 * The trace that was begun last sees an operation first, and passes its own operations on to the outer ones.
 */
public abstract class Trace {
    private static final AtomicLong NEXT = new AtomicLong();

    private final long level = NEXT.getAndIncrement();

    /** The nesting level: a number that is larger for a trace that was begun later, and means nothing else. */
    public final long level() {
        return level;
    }

    /** Applies {@code primitive}; at least one input belongs to this trace, none to a later one. */
    public abstract List<Tensor> apply(Primitive primitive, List<Tensor> inputs);
}
