package org.palinode.ode;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.ErrorScale;

/** Refuses, before the first step, a start from which no step can be taken. */
final class StartChecks<Y> {
    private final StateLayout<Y> layout;
    private final double[] y0;

    /** @param y0 the flat state at the start [n] */
    StartChecks(StateLayout<Y> layout, Tensor y0) {
        this.layout = layout;
        this.y0 = SolveChecks.concrete(y0).toArray();
    }

    /** Refuses a start that is not finite. */
    void checkFinite() {
        for (int i = 0; i < y0.length; i++) {
            if (!Double.isFinite(y0[i])) {
                throw new IllegalArgumentException(
                        "y0 must be finite, got " + layout.name(i) + " = " + y0[i] + "; look at what computes it");
            }
        }
    }

    /**
     * Refuses tolerances below the rounding of y0, taken as errors are: as a root mean square over the components. Where y0 is 0 only the solution
     * would tell.
     */
    void checkTolerances(ErrorScale scale) {
        double epsilon = layout.flatType().dtype().epsilon();
        double sum = 0;
        double largest = 0;
        int worst = 0;
        for (int i = 0; i < y0.length; i++) {
            double size = Math.abs(y0[i]);
            double multiples = size == 0 ? 0 : epsilon * size / (scale.atol() + scale.rtol() * size);
            sum += multiples * multiples;
            if (multiples > largest) {
                largest = multiples;
                worst = i;
            }
        }
        if (sum > y0.length) {
            throw new IllegalArgumentException("rtol = " + scale.rtol() + " and atol = " + scale.atol()
                    + " tolerate less than rounding: of " + layout.name(worst) + " = " + y0[worst] + " at t0 "
                    + Math.abs(y0[worst]) * epsilon / largest + " is tolerated, but its next neighbour in "
                    + layout.flatType().dtype() + " is " + Math.abs(y0[worst]) * epsilon + " away; take rtol above "
                    + epsilon + ", or a larger atol");
        }
    }
}
