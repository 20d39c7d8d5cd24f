package org.palinode.ode.internal.spectrum;

import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.Solver;

/**
 * Fastest decay that steps of an explicit solver can follow: the largest x up to which |R(−x)| ≤ 1, where R(hλ) is what a step of size h
 * makes of 1 under y' = λy. Found from one step on many decays at once.
 */
public final class StabilityLimit {
    /** Of the explicit part of methods for fields in two parts, some of which are stable a little longer. */
    private static final double OF_A_PART = 3;

    private static final double SPACING = 0.01;
    private static final int DECAYS = 10_000;

    /** Distance from 1 that rounding may make. */
    private static final double ROUNDING = 1e-9;

    private StabilityLimit() {}

    /** The limit of |h| ρ, a pure number, to two places; at most {@code 100}. */
    public static double of(Solver solver) {
        if (solver.splitsField()) {
            return OF_A_PART;
        }
        double[] rates =
                IntStream.rangeClosed(1, DECAYS).mapToDouble(i -> SPACING * i).toArray();
        Tensor decays = Tensor.of(rates).negate();
        Field field = new NoiselessField((t, y) -> y.times(decays));
        double[] left = solver.step(field, Tensor.scalar(0), Tensor.scalar(1), decays.onesLike())
                .y()
                .toArray();
        int stable = 0;
        while (stable < DECAYS && Math.abs(left[stable]) <= 1 + ROUNDING) {
            stable++;
        }
        return SPACING * stable;
    }
}
