package org.palinode.ode.solver;

import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * When a reversible solve sets its coupled copy z back to y and stores the pair, so that the copy does not run away and rounding
 * does not grow without bound going back (docs/reversible.md).
 *
 * <p>Gaps and mismatches are relative, componentwise against |y| + 10⁻³ max |y|, so states of any size are treated alike.
 *
 * @param gapMultiple a segment ends when the gap |y − z| exceeds this multiple of the gap after the segment's first step, which
 *     has the size of the local error; pure number, infinite for never
 * @param gapFloor gaps below this never end a segment; pure number
 * @param mismatch the largest accepted difference between a stored and a reconstructed y, which also bounds a segment's length:
 *     n ≤ ln(mismatch/(100 ulp))/(−ln c); where it is exceeded the segment is computed again forward; pure number
 */
public record Resync(double gapMultiple, double gapFloor, double mismatch) {
    public static final Resync STANDARD = new Resync(10, 1e-8, 1e-10);
    /** As published: the copy is never set back. A gradient whose reconstruction has lost y0 is refused. */
    public static final Resync OFF =
            new Resync(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    public Resync {
        if (!(gapMultiple >= 1) || !(gapFloor > 0) || !(mismatch > 0)) {
            throw new IllegalArgumentException(
                    "resync needs gapMultiple >= 1, gapFloor > 0 and mismatch > 0, got " + gapMultiple + ", " + gapFloor
                            + " and " + mismatch + "; Resync.STANDARD suits most problems, Resync.OFF switches it off");
        }
    }

    public boolean isOff() {
        return equals(OFF);
    }

    /** The name of a usual rule, else its numbers. */
    @Override
    public String toString() {
        if (equals(STANDARD)) {
            return "Resync.STANDARD";
        }
        return isOff()
                ? "Resync.OFF"
                : "Resync[gapMultiple=" + gapMultiple + ", gapFloor=" + gapFloor + ", mismatch=" + mismatch + "]";
    }

    /** max |a − b| / (|a| + 10⁻³ max |a|), a scalar: the relative difference in which gaps and mismatches are measured. */
    public static Tensor difference(Tensor a, Tensor b) {
        Tensor size = a.abs();
        double tiny = a.dtype() == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
        return a.minus(b)
                .abs()
                .dividedBy(size.plus(size.max().times(1e-3)).plus(tiny))
                .max();
    }

    /** The smallest gap that can end a segment for numbers of this type. */
    public double gapFloor(DType dtype) {
        return Math.max(gapFloor, 100 * dtype.epsilon());
    }

    /** The mismatch that is accepted for numbers of this type. */
    public double mismatch(DType dtype) {
        return Math.max(mismatch, 1e4 * dtype.epsilon());
    }

    /**
     * The longest segment: rounding grows by 1/coupling a step and must stay below the accepted mismatch. It starts at about 100 ulp:
     * components a thousand times smaller than the largest feel the rounding of the others.
     */
    public int longestSegment(double coupling, DType dtype) {
        double growth = mismatch(dtype) / (100 * dtype.epsilon());
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.log(growth) / -Math.log(coupling)));
    }
}
