package org.palinode.ode.solver;

import org.palinode.autodiff.root.RootFinder;

/**
 * Kennedy–Carpenter 3(2): IMEX pair of an explicit and a singly diagonally implicit Runge–Kutta method with an explicit first stage, order 3, with
 * an embedded order 2 for step-size control; the implicit method is stiffly accurate and L-stable. For a field in two parts, as a
 * {@link org.palinode.ode.term.MultiTerm} gives it. 4 stages: 4 evaluations of the explicit part and 3 nonlinear solves for the implicit one a
 * step, with one matrix. Dense output: its own, degree 2.
 *
 * <p>Source: C. A. Kennedy, M. H. Carpenter, "Additive Runge–Kutta schemes for convection–diffusion–reaction equations", Appl. Numer. Math. 44,
 * 2003, 139–181, doi:10.1016/S0168-9274(02)00138-1. Start values of the iterations: linear extrapolation of earlier slopes in time.
 *
 * @param rootFinder solves the equations of a step
 */
public record KenCarp3(RootFinder rootFinder) implements AdditiveRungeKutta {
    private static final double G = 1767732205903.0 / 4055673282236.0;
    private static final double C2 = 2 * G;
    private static final double C3 = 3.0 / 5;
    private static final double C4 = 1.0;
    // @formatter:off
    private static final double[] C = {0, C2, C3, C4};
    private static final double[] B = {
            1471266399579.0 / 7840856788654.0, -4482444167858.0 / 7529755066697.0,
            11266239266428.0 / 11593286722821.0, G};
    private static final double[] EMBEDDED = {
            2756255671327.0 / 12835298489170.0, -10771552573575.0 / 22201958757719.0,
            9247589265047.0 / 10645013368117.0, 2193209047091.0 / 5459859503100.0};
    private static final AdditiveTableau TABLEAU = AdditiveTableau.sharingWeights(
            C,
            // explicit stages
            new double[][] {
                    {},
                    {2 * G},
                    {5535828885825.0 / 10492691773637.0, 788022342437.0 / 10882634858940.0},
                    {6485989280629.0 / 16251701735622.0, -4246266847089.0 / 9704473918619.0,
                     10755448449292.0 / 10357097424841.0}},
            // implicit stages below the diagonal
            new double[][] {
                    {},
                    {G},
                    {2746238789719.0 / 10658868560708.0, -640167445237.0 / 6845629431997.0},
                    {1471266399579.0 / 7840856788654.0, -4482444167858.0 / 7529755066697.0,
                     11266239266428.0 / 11593286722821.0}},
            // diagonal, solution, embedded solution
            G, B, EMBEDDED,
            // start values
            new double[][] {
                    {},
                    {1},
                    {1 - C3 / C2, C3 / C2},
                    {1 - C4 / C2, C4 / C2, 0}});
    private static final DensePolynomial DENSE = DensePolynomial.ofStages(
            new double[] {4655552711362.0 / 22874653954995.0, -215264564351.0 / 13552729205753.0},
            new double[] {-18682724506714.0 / 9892148508045.0, 17870216137069.0 / 13817060693119.0},
            new double[] {34259539580243.0 / 13192909600954.0, -28141676662227.0 / 17317692491321.0},
            new double[] {584795268549.0 / 6622622206610.0, 2508943948391.0 / 7218656332882.0});
    // @formatter:on

    /** A method with one matrix for all stages of a step, to the tolerances of the step size controller. */
    public KenCarp3() {
        this(RootFinder.veryChord());
    }

    @Override
    public KenCarp3 with(RootFinder finder) {
        return new KenCarp3(finder);
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
        return 3;
    }

    @Override
    public double errorBias() {
        return 30;
    }
}
