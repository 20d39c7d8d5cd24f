package org.palinode.ode.solver;

import org.palinode.autodiff.root.RootFinder;

/**
 * Kværnø 3(2): singly diagonally implicit Runge–Kutta with an explicit first stage, order 3, with an embedded order 2 for step-size
 * control; both solutions are stiffly accurate, the first is L-stable. 4 stages, first same as last: 3 nonlinear solves a step
 * with one matrix. Dense output: cubic Hermite, order 3.
 *
 * <p>Source: A. Kværnø, "Singly diagonally implicit Runge–Kutta methods with an explicit first stage", BIT 44, 2004, 489–502,
 * doi:10.1023/B:BITN.0000046811.70614.38. Start values of the iterations: linear extrapolation of the slopes for the third stage, then the row before
 * where it sums to 1.
 *
 * @param rootFinder solves the equations of a step
 */
public record Kvaerno3(RootFinder rootFinder) implements DiagonallyImplicitRungeKutta {
    private static final double G = 0.43586652150;
    // @formatter:off
    private static final double A31 = (-4 * G * G + 6 * G - 1) / (4 * G);
    private static final double A32 = (1 - 2 * G) / (4 * G);
    private static final double A41 = (6 * G - 1) / (12 * G);
    private static final double A42 = -1 / ((24 * G - 12) * G);
    private static final double A43 = (-6 * G * G + 6 * G - 1) / (6 * G - 3);
    private static final ImplicitTableau TABLEAU = new ImplicitTableau(
            // times, stages, diagonal
            new double[] {0, 2 * G, 1, 1},
            new double[][] {{}, {G}, {A31, A32}, {A41, A42, A43}},
            new double[] {0, G, G, G},
            // solution, error estimate
            new double[] {A41, A42, A43, G},
            new double[] {A41 - A31, A42 - A32, A43 - G, G},
            // start values
            new double[][] {{}, {1}, {1 - 1 / (2 * G), 1 / (2 * G)}, {A31, A32, G}});
    // @formatter:on
    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(4);

    /** A method with one matrix for all stages of a step, to the tolerances of the step size controller. */
    public Kvaerno3() {
        this(RootFinder.veryChord());
    }

    @Override
    public Kvaerno3 with(RootFinder finder) {
        return new Kvaerno3(finder);
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
        return 3;
    }

    @Override
    public double errorBias() {
        return 3;
    }
}
