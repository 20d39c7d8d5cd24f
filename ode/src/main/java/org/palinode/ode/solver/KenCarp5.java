package org.palinode.ode.solver;

import org.palinode.autodiff.root.RootFinder;

/**
 * Kennedy–Carpenter 5(4): IMEX pair of an explicit and a singly diagonally implicit Runge–Kutta method with an explicit first stage, order 5, with
 * an embedded order 4 for step-size control; the implicit method is stiffly accurate and L-stable. For a field in two parts, as a
 * {@link org.palinode.ode.term.MultiTerm} gives it. 8 stages: 8 evaluations of the explicit part and 7 nonlinear solves for the implicit one a
 * step, with one matrix. Dense output: its own, degree 3.
 *
 * <p>Source: C. A. Kennedy, M. H. Carpenter, "Additive Runge–Kutta schemes for convection–diffusion–reaction equations", Appl. Numer. Math. 44,
 * 2003, 139–181, doi:10.1016/S0168-9274(02)00138-1. Start values of the iterations: linear extrapolation of earlier slopes in time.
 *
 * @param rootFinder solves the equations of a step
 */
public record KenCarp5(RootFinder rootFinder) implements AdditiveRungeKutta {
    private static final double G = 41.0 / 200;
    private static final double C2 = 41.0 / 100;
    private static final double C3 = 2935347310677.0 / 11292855782101.0;
    private static final double C4 = 1426016391358.0 / 7196633302097.0;
    private static final double C5 = 92.0 / 100;
    private static final double C6 = 24.0 / 100;
    private static final double C7 = 3.0 / 5;
    private static final double C8 = 1.0;
    // @formatter:off
    private static final double[] C = {0, C2, C3, C4, C5, C6, C7, C8};
    private static final double[] B = {
            -872700587467.0 / 9133579230613.0, 0, 0, 22348218063261.0 / 9555858737531.0,
            -1143369518992.0 / 8141816002931.0, -39379526789629.0 / 19018526304540.0,
            32727382324388.0 / 42900044865799.0, G};
    private static final double[] EMBEDDED = {
            -975461918565.0 / 9796059967033.0, 0, 0, 78070527104295.0 / 32432590147079.0,
            -548382580838.0 / 3424219808633.0, -33438840321285.0 / 15594753105479.0,
            3629800801594.0 / 4656183773603.0, 4035322873751.0 / 18575991585200.0};
    private static final AdditiveTableau TABLEAU = AdditiveTableau.sharingWeights(
            C,
            // explicit stages
            new double[][] {
                    {},
                    {41.0 / 100},
                    {367902744464.0 / 2072280473677.0, 677623207551.0 / 8224143866563.0},
                    {1268023523408.0 / 10340822734521.0, 0, 1029933939417.0 / 13636558850479.0},
                    {14463281900351.0 / 6315353703477.0, 0, 66114435211212.0 / 5879490589093.0,
                     -54053170152839.0 / 4284798021562.0},
                    {14090043504691.0 / 34967701212078.0, 0, 15191511035443.0 / 11219624916014.0,
                     -18461159152457.0 / 12425892160975.0, -281667163811.0 / 9011619295870.0},
                    {19230459214898.0 / 13134317526959.0, 0, 21275331358303.0 / 2942455364971.0,
                     -38145345988419.0 / 4862620318723.0, -1.0 / 8, -1.0 / 8},
                    {-19977161125411.0 / 11928030595625.0, 0, -40795976796054.0 / 6384907823539.0,
                     177454434618887.0 / 12078138498510.0, 782672205425.0 / 8267701900261.0,
                     -69563011059811.0 / 9646580694205.0, 7356628210526.0 / 4942186776405.0}},
            // implicit stages below the diagonal
            new double[][] {
                    {},
                    {G},
                    {41.0 / 400, -567603406766.0 / 11931857230679.0},
                    {683785636431.0 / 9252920307686.0, 0, -110385047103.0 / 1367015193373.0},
                    {3016520224154.0 / 10081342136671.0, 0, 30586259806659.0 / 12414158314087.0,
                     -22760509404356.0 / 11113319521817.0},
                    {218866479029.0 / 1489978393911.0, 0, 638256894668.0 / 5436446318841.0,
                     -1179710474555.0 / 5321154724896.0, -60928119172.0 / 8023461067671.0},
                    {1020004230633.0 / 5715676835656.0, 0, 25762820946817.0 / 25263940353407.0,
                     -2161375909145.0 / 9755907335909.0, -211217309593.0 / 5846859502534.0,
                     -4269925059573.0 / 7827059040719.0},
                    {-872700587467.0 / 9133579230613.0, 0, 0, 22348218063261.0 / 9555858737531.0,
                     -1143369518992.0 / 8141816002931.0, -39379526789629.0 / 19018526304540.0,
                     32727382324388.0 / 42900044865799.0}},
            // diagonal, solution, embedded solution
            G, B, EMBEDDED,
            // start values
            new double[][] {
                    {},
                    {1},
                    {1 - C3 / C2, C3 / C2},
                    {1 - C4 / C2, C4 / C2, 0},
                    {1 - C5 / C2, C5 / C2, 0, 0},
                    {1 - C6 / C3, 0, C6 / C3, 0, 0},
                    {1 - C7 / C5, 0, 0, 0, C7 / C5, 0},
                    {1 - C8 / C5, 0, 0, 0, C8 / C5, 0, 0}});
    private static final DensePolynomial DENSE = DensePolynomial.ofStages(
            new double[] {-17674230611817.0 / 10670229744614.0, 43486358583215.0 / 12773830924787.0,
                        -9257016797708.0 / 5021505065439.0},
            new double[] {0, 0, 0},
            new double[] {0, 0, 0},
            new double[] {65168852399939.0 / 7868540260826.0, -91478233927265.0 / 11067650958493.0,
                        26096422576131.0 / 11239449250142.0},
            new double[] {15494834004392.0 / 5936557850923.0, -79368583304911.0 / 10890268929626.0,
                        92396832856987.0 / 20362823103730.0},
            new double[] {-99329723586156.0 / 26959484932159.0, -12239297817655.0 / 9152339842473.0,
                        30029262896817.0 / 10175596800299.0},
            new double[] {-19024464361622.0 / 5461577185407.0, 115839755401235.0 / 10719374521269.0,
                        -26136350496073.0 / 3983972220547.0},
            new double[] {-6511271360970.0 / 6095937251113.0, 5843115559534.0 / 2180450260947.0,
                        -5289405421727.0 / 3760307252460.0});
    // @formatter:on

    /** A method with one matrix for all stages of a step, to the tolerances of the step size controller. */
    public KenCarp5() {
        this(RootFinder.veryChord());
    }

    @Override
    public KenCarp5 with(RootFinder finder) {
        return new KenCarp5(finder);
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
        return 5;
    }

    @Override
    public double errorBias() {
        return 50;
    }
}
