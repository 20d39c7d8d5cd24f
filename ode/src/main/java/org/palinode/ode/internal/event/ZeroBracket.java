package org.palinode.ode.internal.event;

import java.util.function.DoubleUnaryOperator;

/**
 * The zero of a function between two points where its signs differ, to rounding. Inverse quadratic interpolation where it is safe, bisection
 * where not. Source: T. R. Chandrupatla, "A new hybrid quadratic/bisection algorithm for finding the zero of a nonlinear function
 * without using derivatives", Advances in Engineering Software 28, 1997, 145–149.
 */
final class ZeroBracket {
    /** From the largest number to the smallest by halves, and as much again. */
    private static final int MOST = 4400;

    private ZeroBracket() {}

    /** The part t of the way from a to b; the middle where rounding leaves the way, as it does next to an end that is much smaller. */
    private static double inside(double a, double b, double t) {
        double x = a + t * (b - a);
        return Math.min(a, b) < x && x < Math.max(a, b) ? x : a + 0.5 * (b - a);
    }

    /**
     * A zero of f between a and b to within {@code tolerance} relative to it, or of two points that are that close the one on the side of b.
     *
     * @param fa f(a), of another sign than fb
     */
    static double between(DoubleUnaryOperator f, double a, double fa, double b, double fb, double tolerance) {
        double t = 0.5;
        double x1 = a;
        double f1 = fa;
        double x2 = b;
        double f2 = fb;
        for (int i = 0; i < MOST; i++) {
            double x = inside(x1, x2, t);
            double y = f.applyAsDouble(x);
            double x3;
            double f3;
            if ((y > 0) == (f1 > 0)) {
                x3 = x1;
                f3 = f1;
            } else {
                x3 = x2;
                f3 = f2;
                x2 = x1;
                f2 = f1;
            }
            x1 = x;
            f1 = y;
            double best = Math.abs(f2) < Math.abs(f1) ? x2 : x1;
            double smallest = 0.5 * Math.max(tolerance * Math.abs(best), Math.ulp(best)) / Math.abs(x2 - x1);
            if (f1 == 0 || f2 == 0) {
                return best;
            }
            if (smallest >= 0.5) { // neighbours, where there is nothing left to halve
                return (f1 > 0) == (fb > 0) ? x1 : x2;
            }
            double xi = (x1 - x2) / (x3 - x2);
            double phi = (f1 - f2) / (f3 - f2);
            boolean quadratic = phi * phi < xi && (1 - phi) * (1 - phi) < 1 - xi;
            t = quadratic
                    ? f1 / (f2 - f1) * f3 / (f2 - f3) + (x3 - x1) / (x2 - x1) * f1 / (f3 - f1) * f2 / (f3 - f2)
                    : 0.5;
            t = Math.min(1 - smallest, Math.max(smallest, t));
        }
        return (f1 > 0) == (fb > 0) ? x1 : x2;
    }
}
