package org.palinode.ode.adjoint;

import org.palinode.autodiff.memory.Arena;

/**
 * Adjoint that stores the state before every step and the residuals of the step (stages, activations), and pulls back step by step. Exact.
 * Memory O(steps). No step is recomputed, and the field is not evaluated again where residuals were stored. Steps beyond
 * {@code residualBytes} are evaluated a second time, from their stored state.
 *
 * <p>Residuals serve the first pull-back, which frees them. A recording that is pulled back again evaluates its steps again.
 *
 * @param residualBytes the most bytes of residuals of one solve, outside the Java heap; 0 to store none
 */
public record DirectAdjoint(long residualBytes) implements Adjoint {
    private static final long LEAST = 256L << 20;
    private static final long MOST = 1L << 30;

    /** @throws IllegalArgumentException if {@code residualBytes} is negative */
    public DirectAdjoint {
        if (residualBytes < 0) {
            throw new IllegalArgumentException(
                    "residualBytes must be at least 0, got " + residualBytes + "; 0 stores states only");
        }
    }

    /** The name, and the budget if it is not the standard one. */
    @Override
    public String toString() {
        return residualBytes == standardBytes()
                ? "DirectAdjoint[]"
                : "DirectAdjoint[residualBytes=" + residualBytes + "]";
    }

    /** An adjoint with up to {@link #standardBytes} of residuals. */
    public DirectAdjoint() {
        this(standardBytes());
    }

    /**
     * The standard budget in bytes: half of what arrays may hold outside the Java heap, divided by the number of processors. It is at least 256
     * MiB, or that half if it is less, and at most 1 GiB. The limit is that of JavaCPP, {@code org.bytedeco.javacpp.maxbytes}. It does not depend on the memory that
     * happens to be free, so runs repeat to the bit.
     */
    public static long standardBytes() {
        return budget(Arena.limit() / 2, Runtime.getRuntime().availableProcessors());
    }

    /** @param half half of what arrays may hold */
    static long budget(long half, int processors) {
        return Math.min(half, Math.max(LEAST, Math.min(MOST, half / processors)));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.direct(this);
    }
}
