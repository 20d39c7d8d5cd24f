package org.palinode.ode.solver;

import org.palinode.autodiff.root.RootFinder;

/**
 * Kennedy–Carpenter 4(3): IMEX pair of an explicit and a singly diagonally implicit Runge–Kutta method with an explicit first stage, order 4, with
 * an embedded order 3 for step-size control; the implicit method is stiffly accurate and L-stable. For a field in two parts, as a
 * {@link org.palinode.ode.term.MultiTerm} gives it. 6 stages: 6 evaluations of the explicit part and 5 nonlinear solves for the implicit one a
 * step, with one matrix. Dense output: its own, degree 3.
 *
 * <p>Source: C. A. Kennedy, M. H. Carpenter, "Additive Runge–Kutta schemes for convection–diffusion–reaction equations", Appl. Numer. Math. 44,
 * 2003, 139–181, doi:10.1016/S0168-9274(02)00138-1. Start values of the iterations: linear extrapolation of earlier slopes in time.
 *
 * @param rootFinder solves the equations of a step
 */
public record KenCarp4(RootFinder rootFinder) implements AdditiveRungeKutta {
    private static final double G = 0.25;
    private static final double C2 = 0.5;
    private static final double C3 = 83.0 / 250;
    private static final double C4 = 31.0 / 50;
    private static final double C5 = 17.0 / 20;
    private static final double C6 = 1.0;
    // @formatter:off
    private static final double[] C = {0, C2, C3, C4, C5, C6};
    private static final double[] B = {
            82889.0 / 524892, 0, 15625.0 / 83664, 69875.0 / 102672, -2260.0 / 8211, G};
    private static final double[] EMBEDDED = {
            4586570599.0 / 29645900160.0, 0, 178811875.0 / 945068544, 814220225.0 / 1159782912.0,
            -3700637.0 / 11593932, 61727.0 / 225920};
    private static final AdditiveTableau TABLEAU = AdditiveTableau.sharingWeights(
            C,
            // explicit stages
            new double[][] {
                    {},
                    {0.5},
                    {13861.0 / 62500, 6889.0 / 62500},
                    {-116923316275.0 / 2393684061468.0, -2731218467317.0 / 15368042101831.0,
                     9408046702089.0 / 11113171139209.0},
                    {-451086348788.0 / 2902428689909.0, -2682348792572.0 / 7519795681897.0,
                     12662868775082.0 / 11960479115383.0, 3355817975965.0 / 11060851509271.0},
                    {647845179188.0 / 3216320057751.0, 73281519250.0 / 8382639484533.0,
                     552539513391.0 / 3454668386233.0, 3354512671639.0 / 8306763924573.0, 4040.0 / 17871}},
            // implicit stages below the diagonal
            new double[][] {
                    {},
                    {G},
                    {8611.0 / 62500, -1743.0 / 31250},
                    {5012029.0 / 34652500, -654441.0 / 2922500, 174375.0 / 388108},
                    {15267082809.0 / 155376265600.0, -71443401.0 / 120774400, 730878875.0 / 902184768,
                     2285395.0 / 8070912},
                    {82889.0 / 524892, 0, 15625.0 / 83664, 69875.0 / 102672, -2260.0 / 8211}},
            // diagonal, solution, embedded solution
            G, B, EMBEDDED,
            // start values
            new double[][] {
                    {},
                    {1},
                    {1 - C3 / C2, C3 / C2},
                    {1 - C4 / C2, C4 / C2, 0},
                    {1 - C5 / C4, 0, 0, C5 / C4},
                    {1 - C6 / C5, 0, 0, 0, C6 / C5}});
    private static final DensePolynomial DENSE = DensePolynomial.ofStages(
            new double[] {6943876665148.0 / 7220017795957.0, -54480133.0 / 30881146,
                        6818779379841.0 / 7100303317025.0},
            new double[] {0.0, 0.0, 0.0},
            new double[] {7640104374378.0 / 9702883013639.0, -11436875.0 / 14766696,
                        2173542590792.0 / 12501825683035.0},
            new double[] {-20649996744609.0 / 7521556579894.0, 174696575.0 / 18121608,
                        -31592104683404.0 / 5083833661969.0},
            new double[] {8854892464581.0 / 2390941311638.0, -12120380.0 / 966161,
                        61146701046299.0 / 7138195549469.0},
            new double[] {-11397109935349.0 / 6675773540249.0, 3843.0 / 706,
                        -17219254887155.0 / 4939391667607.0});
    // @formatter:on

    /** A method with one matrix for all stages of a step, to the tolerances of the step size controller. */
    public KenCarp4() {
        this(RootFinder.veryChord());
    }

    @Override
    public KenCarp4 with(RootFinder finder) {
        return new KenCarp4(finder);
    }

    @Override
    public AdditiveTableau tableau() {
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
        return 20;
    }
}
