package org.palinode.ode.solver;

/**
 * Two Runge–Kutta tableaus over the same stages, one for each part of a field that is the sum of two (IMEX): the explicit tableau for the part
 * that is not stiff, the diagonally implicit one for the stiff part.
 *
 * @param explicit for the explicit part
 * @param implicit for the implicit part; its first stage is explicit
 */
public record AdditiveTableau(ButcherTableau explicit, ImplicitTableau implicit) {
    /** Times of both are the same published numbers, or sums of the same rounded fractions. */
    private static final double TOLERANCE = 1e-12;

    /** @throws IllegalArgumentException if the tableaus differ in the number or the times of their stages */
    public AdditiveTableau {
        if (explicit.stages() != implicit.stages()) {
            throw new IllegalArgumentException("two tableaus of one step need as many stages, got " + explicit.stages()
                    + " and " + implicit.stages());
        }
        for (int i = 0; i < explicit.stages(); i++) {
            if (!(Math.abs(explicit.c(i) - implicit.c(i)) <= TOLERANCE)) {
                throw new IllegalArgumentException("two tableaus of one step need the same times, got " + explicit.c(i)
                        + " and " + implicit.c(i) + " for stage " + i);
            }
        }
    }

    /**
     * The pair of one explicit and one singly diagonally implicit tableau with an explicit first stage that share times and weights.
     *
     * @param c times of the stages
     * @param explicit stages of the explicit tableau
     * @param implicit stages of the implicit tableau below the diagonal
     * @param gamma its diagonal, from the second stage on
     * @param b weights of the solution
     * @param embedded weights of the embedded solution
     * @param predictor see {@link ImplicitTableau}
     */
    static AdditiveTableau sharingWeights(
            double[] c,
            double[][] explicit,
            double[][] implicit,
            double gamma,
            double[] b,
            double[] embedded,
            double[][] predictor) {
        double[] error = new double[b.length];
        double[] diagonal = new double[b.length];
        for (int i = 0; i < b.length; i++) {
            error[i] = b[i] - embedded[i];
            diagonal[i] = i == 0 ? 0 : gamma;
        }
        return new AdditiveTableau(
                new ButcherTableau(c, explicit, b, error),
                new ImplicitTableau(c, implicit, diagonal, b, error, predictor));
    }

    public int stages() {
        return explicit.stages();
    }

    /** True if the last slopes of a step are the first of the next. */
    public boolean isFirstSameAsLast() {
        return explicit.isFirstSameAsLast() && implicit.isFirstSameAsLast();
    }
}
