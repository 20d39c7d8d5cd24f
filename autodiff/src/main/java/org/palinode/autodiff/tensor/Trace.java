package org.palinode.autodiff.tensor;

import java.util.List;

/**
 * Something that watches operations: a tape that records them, a program that is being traced, a tangent that travels along.
 * Traces nest; the one begun last sees an operation first and passes on to the outer ones what it does with it.
 */
public interface Trace {
    /** Later traces have larger levels. */
    long level();

    /** Applies {@code primitive}; at least one input belongs to this trace, none to a later one. */
    List<Tensor> apply(Primitive primitive, List<Tensor> inputs);
}
