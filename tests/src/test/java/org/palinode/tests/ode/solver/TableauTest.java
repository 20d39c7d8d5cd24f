package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.ButcherTableau;
import org.palinode.ode.solver.ExplicitRungeKutta;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.tests.ode.support.Solvers;

class TableauTest {
    /** Coefficients are rounded, with terms up to 20: sums over all stages are off by some ten ulp of that. */
    private static final double ROUNDING = 1e-13;

    /** Polynomials in θ with coefficients up to 120, given with 16 digits. */
    private static final double DENSE_ROUNDING = 1e-12;

    /** Published coefficients of Dopri8 have 10-digit numerators; its conditions hold to 1e-15 all the same. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#tableaus")
    void theSolutionMeetsAllConditionsUpToItsOrder(ExplicitRungeKutta solver) {
        ButcherTableau tableau = solver.tableau();
        for (RootedTree tree : RootedTree.upTo((int) solver.order())) {
            assertEquals(1 / tree.density(), dot(tableau.b(), tree.weights(tableau)), ROUNDING, solver + " " + tree);
        }
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#tableaus")
    void theSolutionFailsAConditionOfTheNextOrder(ExplicitRungeKutta solver) {
        ButcherTableau tableau = solver.tableau();
        double worst = RootedTree.of((int) solver.order() + 1).stream()
                .mapToDouble(tree -> Math.abs(dot(tableau.b(), tree.weights(tableau)) - 1 / tree.density()))
                .max()
                .orElseThrow();
        assertTrue(worst > 1e-6, solver + " misses nothing beyond order " + solver.order() + ", worst " + worst);
    }

    /** The embedded solution is of one order less, and no more: its error is what the estimate shows. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#adaptive")
    void theErrorEstimateStartsWithTheLastOrder(ExplicitRungeKutta solver) {
        ButcherTableau tableau = solver.tableau();
        for (RootedTree tree : RootedTree.upTo((int) solver.order() - 1)) {
            assertEquals(0, dot(tableau.error(), tree.weights(tableau)), ROUNDING, solver + " " + tree);
        }
        double first = RootedTree.of((int) solver.order()).stream()
                .mapToDouble(tree -> Math.abs(dot(tableau.error(), tree.weights(tableau))))
                .max()
                .orElseThrow();
        assertTrue(first > 1e-6, "the estimate of " + solver + " sees nothing of order " + solver.order());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.77, 1})
    void denseOutputMeetsTheConditionsOfItsOrder(double theta) {
        for (ExplicitRungeKutta solver : Solvers.tableaus()) {
            double[] weights = denseWeights(solver, theta);
            for (RootedTree tree : RootedTree.upTo(denseOrder(solver))) {
                double wanted = Math.pow(theta, tree.order()) / tree.density();
                double found = dot(weights, tree.weights(solver.tableau()));
                assertEquals(wanted, found, DENSE_ROUNDING, () -> denseFailure(solver, tree));
            }
        }
    }

    private static String denseFailure(ExplicitRungeKutta solver, RootedTree tree) {
        return "dense output of " + solver + " misses the condition " + tree + " of order " + tree.order()
                + "; denseOrder, in this test, says that its order is " + denseOrder(solver);
    }

    /** With y₀ = 0 and the unit vectors as increments, the value inside the step is the vector of weights bᵢ(θ). */
    private static double[] denseWeights(ExplicitRungeKutta solver, double theta) {
        int stages = solver.tableau().stages();
        Tensor units = Tensor.eye(stages);
        Tensor y1 = Tensor.of(solver.tableau().b());
        List<Tensor> values = solver.dense().values(y1.zerosLike(), y1, units::get);
        return solver.dense().evaluate(Tensor.scalar(theta), values).toArray();
    }

    private static int denseOrder(ExplicitRungeKutta solver) {
        return switch (solver.getClass().getSimpleName()) {
            case "Euler", "Midpoint", "Ralston", "EES25", "EES27" -> 1; // their last stage is not at the end
            case "Tsit5", "Dopri5" -> 4;
            case "Vern7" -> 6; // of order 7 but for some 1e-8
            case "Dopri8" -> 5; // whatever its degree
            default -> Math.min(3, (int) solver.order()); // cubic Hermite
        };
    }

    @Test
    void firstSameAsLastIsSeenInTheCoefficients() {
        assertTrue(new Bosh3().tableau().isFirstSameAsLast());
        assertFalse(new RungeKutta4().tableau().isFirstSameAsLast());
    }

    @Test
    void rowsThatDoNotSumToTheirTimeAreRefused() {
        refused(
                "a Butcher tableau is inconsistent: row 1, counted from 0, must sum to 0.5, got 0.25; compare its coefficients with their source",
                new double[] {0, 0.5},
                new double[][] {{}, {0.25}},
                null);
    }

    @Test
    void rowsOfTheWrongLengthAreRefused() {
        refused(
                "a Butcher tableau row 1, counted from 0, needs 1 entries, got 2; give those strictly below the diagonal",
                new double[] {0, 0.5},
                new double[][] {{}, {0.25, 0.25}},
                null);
        refused("as many rows and weights as times, 2", new double[] {0, 0.5}, new double[][] {{}}, null);
    }

    @Test
    void weightsThatDoNotSumToOneAreRefused() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new ButcherTableau(new double[] {0}, new double[][] {{}}, new double[] {0.9}, null));
        assertTrue(refusal.getMessage().contains("b must sum to 1.0, got 0.9"), refusal.getMessage());
    }

    @Test
    void errorWeightsThatDoNotSumToZeroAreRefused() {
        refused("the error weights must sum to 0.0", new double[] {0, 0.5}, new double[][] {{}, {0.5}}, new double[] {
            0.1, -0.2
        });
    }

    @Test
    void aNumberThatIsNotOneIsRefused() {
        refused(
                "row 1, counted from 0, must sum to 0.5, got NaN",
                new double[] {0, 0.5},
                new double[][] {{}, {Double.NaN}},
                null);
    }

    @Test
    void coefficientsAreCopiedInAndOut() {
        double[] b = {1};
        ButcherTableau tableau = new ButcherTableau(new double[] {0}, new double[][] {{}}, b, null);
        b[0] = 7;
        tableau.b()[0] = 9;
        assertEquals(1, tableau.b()[0]);
    }

    private static void refused(String text, double[] c, double[][] a, double[] error) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> new ButcherTableau(c, a, new double[] {0, 1}, error));
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
