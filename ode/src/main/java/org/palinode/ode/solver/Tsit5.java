package org.palinode.ode.solver;

/**
 * Tsitouras 5(4): order 5, with an embedded order 4 for step-size control. 7 stages, first same as last: 6 evaluations of the vector
 * field per accepted step. Dense output: its own polynomials of degree 4 on the stages (multiplied out here).
 *
 * <p>Source: Ch. Tsitouras, "Runge–Kutta pairs of order 5(4) satisfying only the first column simplifying assumption", Comput.
 * Math. Appl. 62, 2011, 770–775, doi:10.1016/j.camwa.2011.06.002.
 */
public record Tsit5() implements ExplicitRungeKutta {
    // @formatter:off
    private static final ButcherTableau TABLEAU = new ButcherTableau(
            // times of the stages
            new double[] {0, 0.161, 0.327, 0.9, 0.9800255409045096857, 1, 1},
            // stages
            new double[][] {
                {},
                {0.161},
                {-0.008480655492356988544, 0.3354806554923569885},
                {2.897153057105493432, -6.359448489975074843, 4.362295432869581411},
                {5.325864828439256604, -11.74888356406282788, 7.495539342889836208, -0.09249506636175524926},
                {
                    5.861455442946420029, -12.92096931784710930, 8.159367898576158643, -0.07158497328140099722,
                    -0.02826905039406838291},
                {
                    0.09646076681806522952, 0.01, 0.4798896504144995748, 1.379008574103741893, -3.290069515436080680,
                    2.324710524099773982}},
            // solution
            new double[] {
                    0.09646076681806522952, 0.01, 0.4798896504144995748, 1.379008574103741893, -3.290069515436080680,
                    2.324710524099773982, 0},
            // error estimate
            new double[] {
                    0.09646076681806522952 - 0.09468075576583945807, 0.01 - 0.009183565540343253097,
                    0.4798896504144995748 - 0.4877705284247615708, 1.379008574103741893 - 1.234297566930478986,
                    -3.290069515436080680 + 2.707712349983525455, 2.324710524099773982 - 1.866628418170587036,
                    -1.0 / 66});

    private static final DensePolynomial DENSE = DensePolynomial.ofStages(
            new double[] {1.0, -2.763706197274826, 2.9132554618219126, -1.0530884977290216},
            new double[] {0.0, 0.13169999999999998, -0.2234, 0.1017},
            new double[] {0.0, 3.9302962368947516, -5.941033872131505, 2.490627285651253},
            new double[] {0.0, -12.411077166933676, 30.33818863028232, -16.548102889244902},
            new double[] {0.0, 37.50931341651104, -88.1789048947664, 47.37952196281928},
            new double[] {0.0, -27.896526289197286, 65.09189467479366, -34.87065786149661},
            new double[] {0.0, 1.5, -4.0, 2.5});
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
