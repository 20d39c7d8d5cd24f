package org.palinode.ode.adjoint;

import org.palinode.autodiff.memory.Arena;

/**
 * Stores the state before every step, and what else the pull-back of the step needs (its residuals: stages, activations), and pulls back step
 * by step. Exact. Memory O(steps); no step is taken twice, and the field is not evaluated again: not even inside a pull-back, as far as
 * residuals were stored. Steps beyond {@code residualBytes} are evaluated a second time, from their stored state.
 *
 * <p>Residuals serve the first pull-back, which frees them; a recording that is pulled back again evaluates its steps again.
 *
 * @param residualBytes the most bytes of residuals of one solve, outside the Java heap; 0 to store none
 */
public record DirectAdjoint(long residualBytes) implements Adjoint {
    private static final long LEAST = 256L << 20;
    private static final long MOST = 1L << 30;

    public DirectAdjoint {
        if (residualBytes < 0) {
            throw new IllegalArgumentException(
                    "residualBytes must be at least 0, got " + residualBytes + "; 0 stores states only");
        }
    }

    /** What differs from the standard. */
    @Override
    public String toString() {
        return residualBytes == standardBytes()
                ? "DirectAdjoint[]"
                : "DirectAdjoint[residualBytes=" + residualBytes + "]";
    }

    /** With up to {@link #standardBytes} of residuals. */
    public DirectAdjoint() {
        this(standardBytes());
    }

    /**
     * Half of what arrays may hold outside the Java heap, shared by as many solves side by side as there are processors, but 256 MiB at least
     * and 1 GiB at most. The limit is that of JavaCPP, {@code org.bytedeco.javacpp.maxbytes}; it is what the process may have, not
     * what happens to be free, so that runs repeat to the bit.
     */
    public static long standardBytes() {
        long share = Arena.limit() / 2 / Runtime.getRuntime().availableProcessors();
        return Math.max(LEAST, Math.min(MOST, share));
    }

    @Override
    public <R> R match(Cases<R> cases) {
        return cases.direct(this);
    }
}
