package org.palinode.ode.solver;

import org.palinode.autodiff.root.RootFinder;

/**
 * Kværnø 4(3): singly diagonally implicit Runge–Kutta with an explicit first stage, order 4, with an embedded order 3 for step-size
 * control; both solutions are stiffly accurate, the first is L-stable. 5 stages, first same as last: 4 nonlinear solves a step
 * with one matrix. Evaluates the field slightly beyond the end of a step. Dense output: cubic Hermite, order 3.
 *
 * <p>Source: A. Kværnø, "Singly diagonally implicit Runge–Kutta methods with an explicit first stage", BIT 44, 2004, 489–502,
 * doi:10.1023/B:BITN.0000046811.70614.38. Start values of the iterations: linear extrapolation of the slopes for the third stage, then the row before
 * where it sums to 1.
 *
 * @param rootFinder solves the equations of a step
 */
public record Kvaerno4(RootFinder rootFinder) implements DiagonallyImplicitRungeKutta {
    private static final double G = 0.5728160625;
    // @formatter:off
    private static final ImplicitTableau TABLEAU = new ImplicitTableau(
            // times, stages, diagonal
            new double[] {0, 2 * G, 0.5971049876806123, 1, 1},
            new double[][] {
                {},
                {G},
                {0.16723546204189954, -0.14294653686128728},
                {0.26260329027397794, -0.3119043274147849, 0.4764849746408077},
                {0.1972165483210286, 0.1768437839066134, 0.8154421814035516, -0.762318576131193}},
            new double[] {0, G, G, G, G},
            // solution, error estimate
            new double[] {0.1972165483210286, 0.1768437839066134, 0.8154421814035516, -0.762318576131193, G},
            new double[] {
                0.1972165483210286 - 0.26260329027397794, 0.1768437839066134 + 0.3119043274147849,
                0.8154421814035516 - 0.4764849746408077, -0.762318576131193 - G, G},
            // start values
            new double[][] {
                {},
                {1},
                {0.478798669616032, 0.521201330383968},
                {0, 0.7345033361308366, 0.2654966638691634},
                {0.26260329027397794, -0.3119043274147849, 0.4764849746408077, G}});
    // @formatter:on
    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(5);

    /** A method with one matrix for all stages of a step, to the tolerances of the step size controller. */
    public Kvaerno4() {
        this(RootFinder.veryChord());
    }

    @Override
    public Kvaerno4 with(RootFinder finder) {
        return new Kvaerno4(finder);
    }

    @Override
    public ImplicitTableau tableau() {
        return TABLEAU;
    }

    @Override
    public DensePolynomial dense() {
        return DENSE;
    }

    @Override
    public double order() {
        return 4;
    }

    @Override
    public double errorBias() {
        return 5;
    }
}
