package org.palinode.ode.solver;

import org.palinode.autodiff.memory.DType;

/**
 * Rule of resyncs: the limits at which a reversible solve sets its copy z back to y and stores the pair. So the copy does not run away from
 * the solution, and rounding stays bounded in backward steps (docs/design/reversible-derivation.md).
 *
 * <p>Gaps |y − z| are measured by component on the solve's own scale: the largest |y| so far, and where steps are adapted at most what the
 * controller tolerates.
 *
 * @param gapGrowth a segment ends when a step adds more than this multiple of the segment's first gap, which has the size of the local
 *     error; pure number, infinite for never
 * @param gapFloor gaps below this fraction of the largest |y|, and of a hundredth of the tolerance, never end a segment; pure number
 * @param gapCeiling gaps above this fraction of the largest |y|, or above the tolerance, always do; pure number
 * @param mismatch the largest accepted difference between a stored and a reconstructed y, which also bounds a segment's length: n ≤
 *     ln(mismatch/(1000 ulp))/(−ln c); where it is exceeded the segment is recomputed forward; pure number
 */
public record Resync(double gapGrowth, double gapFloor, double gapCeiling, double mismatch) {
    /** Ulps of the largest |y| by which reversed values are rounded, at the most. */
    private static final double ROUNDED = 256;

    /** Gaps below so many ulp of the largest |y| are rounding. */
    public static final double FLOOR_ULPS = 100;

    /** Fraction of the tolerance below which gaps never end a segment where steps are adapted. */
    public static final double FLOOR_OF_TOLERANCE = 1e-2;

    private static final double CEILING = 1e-2;

    public static final Resync STANDARD = new Resync(2, 1e-8, CEILING, 1e-10);
    /** The scheme as published: the copy is never set back. */
    public static final Resync OFF = new Resync(
            Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

    /** @throws IllegalArgumentException if a limit is not positive, {@code gapGrowth} is below 1, or the floor is above the ceiling */
    public Resync {
        if (!(gapGrowth >= 1) || !(gapFloor > 0) || !(gapCeiling >= gapFloor) || !(mismatch > 0)) {
            throw new IllegalArgumentException(
                    "resync needs gapGrowth >= 1, 0 < gapFloor <= gapCeiling and mismatch > 0, got " + gapGrowth + ", "
                            + gapFloor + ", " + gapCeiling + " and " + mismatch
                            + "; Resync.STANDARD suits most problems, Resync.OFF switches it off");
        }
    }

    public boolean isOff() {
        return equals(OFF);
    }

    /** The name of a standard rule, or its numbers. */
    @Override
    public String toString() {
        if (equals(STANDARD)) {
            return "Resync.STANDARD";
        }
        return isOff()
                ? "Resync.OFF"
                : "Resync[gapGrowth=" + gapGrowth + ", gapFloor=" + gapFloor + ", gapCeiling=" + gapCeiling
                        + ", mismatch=" + mismatch + "]";
    }

    /** A rule with a ceiling of 1e-2, or the floor where that is higher. */
    public Resync(double gapGrowth, double gapFloor, double mismatch) {
        this(gapGrowth, gapFloor, Math.max(CEILING, gapFloor), mismatch);
    }

    /** True if a step adds too much to a gap of the size {@code before}. All gaps are in multiples of {@link #gapFloor}. */
    public boolean growsTooFast(double first, double before, double now) {
        return !(now - before <= gapGrowth * Math.max(1, first));
    }

    /**
     * True if a gap has grown so much since the first step of the segment, or since it was an ulp, that a reconstruction would miss:
     * rounding grows as much in backward steps. Gaps are relative to the largest |y|.
     */
    public boolean growsTooFar(double first, double now, DType dtype) {
        double most = Math.max(gapGrowth, mismatch(dtype) / (ROUNDED * dtype.epsilon()));
        return !(now <= most * Math.max(dtype.epsilon(), first));
    }

    /** The smallest gap that can end a segment for numbers of this type. */
    public double gapFloor(DType dtype) {
        return Math.max(gapFloor, FLOOR_ULPS * dtype.epsilon());
    }

    /** The mismatch that is accepted for numbers of this type. */
    public double mismatch(DType dtype) {
        return Math.max(mismatch, 1e4 * dtype.epsilon());
    }

    /**
     * The longest segment: rounding grows by 1/coupling a step and must stay below the accepted mismatch. It starts at up to 1000
     * ulp: a component that passes through 0 is measured by a thousandth of its largest value.
     */
    public int longestSegment(double coupling, DType dtype) {
        double growth = mismatch(dtype) / (1000 * dtype.epsilon());
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, Math.log(growth) / -Math.log(coupling)));
    }
}
