package org.palinode.ode.solver;

import org.palinode.autodiff.root.RootFinder;

/**
 * Kværnø 5(4): singly diagonally implicit Runge–Kutta with an explicit first stage, order 5, with an embedded order 4 for step-size
 * control; both solutions are stiffly accurate, the first is L-stable. 7 stages, first same as last: 6 nonlinear solves a step
 * with one matrix. Evaluates the field slightly beyond the end of a step. Dense output: cubic Hermite, order 3.
 *
 * <p>Source: A. Kværnø, "Singly diagonally implicit Runge–Kutta methods with an explicit first stage", BIT 44, 2004, 489–502,
 * doi:10.1023/B:BITN.0000046811.70614.38. Start values of the iterations: linear extrapolation of the slopes for the third stage, then the row before
 * where it sums to 1.
 *
 * @param rootFinder solves the equations of a step
 */
public record Kvaerno5(RootFinder rootFinder) implements DiagonallyImplicitRungeKutta {
    private static final double G = 0.26;
    // @formatter:off
    private static final ImplicitTableau TABLEAU = new ImplicitTableau(
            // times, stages, diagonal
            new double[] {0, 0.52, 1.230333209967908, 0.8957659843500759, 0.43639360985864756, 1, 1},
            new double[][] {
                {},
                {G},
                {0.13, 0.84033320996790809},
                {0.22371961478320505, 0.47675532319799699, -0.06470895363112615},
                {0.16648564324323321, 0.10450018841591720, 0.03631482272098715, -0.13090704451073998},
                {0.13855640231268224, 0, -0.04245337201752043, 0.02446657898003141, 0.61943039072480676},
                {0.13659751177640291, 0, -0.05496908796538376, -0.04118626728321046, 0.62993304899016403, 0.06962479448202728}},
            new double[] {0, G, G, G, G, G, G},
            // solution, error estimate
            new double[] {0.13659751177640291, 0, -0.05496908796538376, -0.04118626728321046, 0.62993304899016403, 0.06962479448202728, G},
            new double[] {
                0.13659751177640291 - 0.13855640231268224, 0, -0.05496908796538376 + 0.04245337201752043,
                -0.04118626728321046 - 0.02446657898003141, 0.62993304899016403 - 0.61943039072480676, 0.06962479448202728 - G, G},
            // start values
            new double[][] {
                {},
                {1},
                {-1.366025403784441, 2.3660254037844357},
                {-0.19650552613122207, 0.8113579546496623, 0.38514757148155954},
                {0.10375304369958693, 0.937994698066431, -0.04174774176601781, 0},
                {-0.17281112873898072, 0.6235784481025847, 0.5492326806363959, 0, 0},
                {0.13855640231268224, 0, -0.04245337201752043, 0.02446657898003141, 0.61943039072480676, G}});
    // @formatter:on
    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(7);

    /** A method with one matrix for all stages of a step, to the tolerances of the step size controller. */
    public Kvaerno5() {
        this(RootFinder.veryChord());
    }

    @Override
    public Kvaerno5 with(RootFinder finder) {
        return new Kvaerno5(finder);
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
        return 5;
    }

    @Override
    public double errorBias() {
        return 5;
    }
}
