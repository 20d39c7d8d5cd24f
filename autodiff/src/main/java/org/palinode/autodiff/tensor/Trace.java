package org.palinode.autodiff.tensor;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Something that watches operations: a tape that records them, a program that is being traced, a tangent that travels along.
 * Traces nest; the one begun last sees an operation first and passes on to the outer ones what it does with it.
 */
public abstract class Trace {
    private static final AtomicLong NEXT = new AtomicLong();

    private final long level = NEXT.getAndIncrement();

    /** A number that is larger for a trace begun later, and means nothing else. */
    public final long level() {
        return level;
    }

    /** Applies {@code primitive}; at least one input belongs to this trace, none to a later one. */
    public abstract List<Tensor> apply(Primitive primitive, List<Tensor> inputs);
}
