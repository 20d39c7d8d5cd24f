package org.palinode.ode.solver;

/**
 * Bogacki–Shampine 3(2): order 3, with an embedded order 2 for step-size control. 4 stages, first same as last: 3 evaluations of the
 * vector field per accepted step. Dense output: cubic Hermite, order 3.
 *
 * <p>Source: P. Bogacki, L. F. Shampine, "A 3(2) pair of Runge–Kutta formulas", Appl. Math. Lett. 2(4), 1989, 321–325,
 * doi:10.1016/0893-9659(89)90079-7.
 */
public record Bosh3() implements ExplicitRungeKutta {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, 1.0 / 2, 3.0 / 4, 1},
            // stages
            new double[][] {
                {},
                {1.0 / 2},
                {0, 3.0 / 4},
                {2.0 / 9, 1.0 / 3, 4.0 / 9}},
            // solution
            new double[] {2.0 / 9, 1.0 / 3, 4.0 / 9, 0},
            // error estimate
            new double[] {2.0 / 9 - 7.0 / 24, 1.0 / 3 - 1.0 / 4, 4.0 / 9 - 1.0 / 3, -1.0 / 8});

    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(4);
    // @formatter:on

    @Override
    public ButcherTableau tableau() {
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
}
