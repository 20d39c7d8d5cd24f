package org.palinode.autodiff.root;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;

/**
 * The last two increments of an iteration, and how large they are in multiples of what is tolerated at the current iterate, which may have run
 * away. A small increment says nothing by itself: where M is a million times too large, it is small and the rate is one. Such a component may
 * hide behind others that converge ({@link #missing}).
 */
final class Increments {
    /** Increments of so many ulp may be noise. */
    private static final double NOISE_ULPS = 64;

    /** A component stands still if its increment is, to this part, the one before. */
    private static final double STANDSTILL = 0.01;

    /** Below this part of an increment the difference of two is rounding. */
    private static final double UNRESOLVED = 1e-13;

    /** Rounding leaves no residual larger than this part of the unknown, unless a step is 10¹² times as long as the fastest time scale. */
    private static final double SMALL_RESIDUAL = 1e-3;

    private final Buffer current;
    private final Buffer last;
    private final Tolerances tolerances;
    private final Buffer x;
    private final Buffer size;
    private final Buffer residual;
    private final Buffer measured;

    /**
     * @param x the iterate [n]
     * @param size tolerances are relative to the larger of x and this [n]
     * @param residual the residual that the current increment was computed from [n]
     */
    Increments(Tolerances tolerances, Buffer x, Buffer size, Buffer residual) {
        this.tolerances = tolerances;
        this.x = x;
        this.size = size;
        this.residual = residual;
        current = Buffer.allocate(TensorType.float64(x.size()));
        last = Buffer.allocate(TensorType.float64(x.size()));
        measured = Buffer.allocate(TensorType.float64(x.size()));
    }

    /** The increment that the iterate has moved by, [n]; written by whoever computes it. */
    Buffer current() {
        return current;
    }

    /** The increment before it, [n]. */
    Buffer last() {
        return last;
    }

    /** Keeps the current increment as the last one. */
    void shift() {
        last.copyFrom(current);
    }

    /** The size of the current increment. */
    double size() {
        return norm(current);
    }

    /** The size of the last increment. */
    double lastSize() {
        return norm(last);
    }

    /**
     * The remaining error of components that stand still: d + Gd + G²d + ... = d/(1 − g) for an increment d that follows d/g; no bound
     * where 1 − g is rounding.
     */
    double missing() {
        for (int i = 0; i < x.size(); i++) {
            double before = Math.abs(last.get(i));
            double gap = Math.abs(current.get(i) - last.get(i));
            boolean stands = gap < STANDSTILL * before && !isRounding(i);
            measured.set(i, !stands ? 0 : gap > UNRESOLVED * before ? before * before / gap : Double.POSITIVE_INFINITY);
        }
        return norm(measured);
    }

    private boolean isRounding(int i) {
        return Math.abs(current.get(i)) <= rounding(i) && Math.abs(residual.get(i)) <= SMALL_RESIDUAL * magnitude(i);
    }

    /** The size of a change by rounding. */
    double noise() {
        for (int i = 0; i < x.size(); i++) {
            measured.set(i, rounding(i));
        }
        return norm(measured);
    }

    private double rounding(int i) {
        return NOISE_ULPS * x.dtype().epsilon() * magnitude(i);
    }

    private double magnitude(int i) {
        return Math.max(Math.abs(x.get(i)), Math.abs(size.get(i)));
    }

    private double norm(Buffer change) {
        double largest = 0;
        double squares = 0;
        for (int i = 0; i < x.size(); i++) {
            double tolerated = tolerances.atol() + tolerances.rtol() * magnitude(i);
            double multiple =
                    change.get(i) == 0 ? 0 : Math.abs(change.get(i)) / tolerated; // none is tolerated where 0 is
            largest = Math.max(largest, multiple);
            squares += multiple * multiple;
        }
        return tolerances.norm() == Tolerances.Norm.MAX ? largest : Math.sqrt(squares / Math.max(1, x.size()));
    }
}
