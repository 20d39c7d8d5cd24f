package org.palinode.ode.solver;

/**
 * Dormand–Prince 5(4) in Shampine's variant: order 5, with an embedded order 4 for step-size control. 7 stages, first same as last: 6
 * evaluations of the vector field per accepted step. Dense output: the quartic through a fourth-order value at the middle.
 *
 * <p>Source: J. R. Dormand, P. J. Prince, "A family of embedded Runge–Kutta formulae", J. Comput. Appl. Math. 6, 1980, 19–26,
 * doi:10.1016/0771-050X(80)90013-3; error weights and middle value after L. F. Shampine, "Some Practical Runge–Kutta Formulas", Math.
 * Comp. 46, 1986, 135–150, doi:10.1090/S0025-5718-1986-0815836-3.
 */
public record Dopri5() implements ExplicitRungeKutta {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1, 1},
            // stages
            new double[][] {
                {},
                {1.0 / 5.0},
                {3.0 / 40.0, 9.0 / 40.0},
                {44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0},
                {19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0},
                {9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0},
                {35.0 / 384.0, 0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0}},
            // solution
            new double[] {35.0 / 384.0, 0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0, 0},
            // error estimate
            new double[] {
                    35.0 / 384.0 - 1951.0 / 21600.0, 0, 500.0 / 1113.0 - 22642.0 / 50085.0, 125.0 / 192.0 - 451.0 / 720.0,
                    -2187.0 / 6784.0 + 12231.0 / 42400.0, 11.0 / 84.0 - 649.0 / 6300.0, -1.0 / 60.0});

    private static final DensePolynomial DENSE = DensePolynomial.quartic(new double[] {
            6025192743.0 / 30085553152.0 / 2, 0, 51252292925.0 / 65400821598.0 / 2, -2691868925.0 / 45128329728.0 / 2,
            187940372067.0 / 1594534317056.0 / 2, -1776094331.0 / 19743644256.0 / 2, 11237099.0 / 235043384.0 / 2});
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
        return 5;
    }
}
