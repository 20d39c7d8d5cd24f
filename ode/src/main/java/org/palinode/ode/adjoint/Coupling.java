package org.palinode.ode.adjoint;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.palinode.ode.solver.Reversible;

/**
 * Choice of the coupling c of a {@link ReversibleAdjoint}. Forward, the copy z stays near y only where the field damps by less than −ln c
 * in a step. Backward, rounding grows by 1/c in a step. docs/design/reversible-derivation.md has both in formulas.
 */
public sealed interface Coupling {
    /**
     * The coupling of a solve.
     *
     * @param before that of the solve that it continues
     * @param damping damping of the fastest damped mode in a step, −Re α |h|, a pure number; asked for only where it is needed
     */
    double of(OptionalDouble before, DoubleSupplier damping);

    /**
     * A given coupling in (0, 1).
     *
     * @throws IllegalArgumentException if it lies outside
     */
    static Coupling fixed(double coupling) {
        return new Fixed(coupling);
    }

    /**
     * A coupling that each solve chooses from the Jacobian at its start and its first steps: the largest of 0.999, 0.999², 0.999⁴, ...,
     * 0.36 with which the fastest mode that they show is stable. It is 0.999 where even the smallest would not do, and where nothing is
     * damped. A solve that continues another one keeps its coupling. The values are few, so that a training whose field changes a little at
     * a time finds its compiled steps again.
     *
     * <p>Costs, before the solve begins, at most 12 products with the Jacobian, and where steps are adapted the evaluations of six
     * attempts. Statistics do not count them.
     */
    static Coupling estimated() {
        return new Estimated();
    }

    /** A given coupling. */
    record Fixed(double coupling) implements Coupling {
        public Fixed {
            Reversible.requireCoupling(coupling);
        }

        @Override
        public double of(OptionalDouble before, DoubleSupplier damping) {
            return coupling;
        }

        @Override
        public String toString() {
            return Double.toString(coupling);
        }
    }

    /** A coupling chosen by the solve. */
    record Estimated() implements Coupling {
        private static final double SMALLEST = 0.35;

        @Override
        public double of(OptionalDouble before, DoubleSupplier damping) {
            return before.orElseGet(() -> largestStable(damping));
        }

        @Override
        public String toString() {
            return "estimated";
        }

        private static double largestStable(DoubleSupplier damping) {
            double needed = Math.exp(-damping.getAsDouble());
            double coupling = Reversible.COUPLING;
            while (coupling > needed) {
                coupling *= coupling;
            }
            return coupling < SMALLEST ? Reversible.COUPLING : coupling;
        }
    }
}
