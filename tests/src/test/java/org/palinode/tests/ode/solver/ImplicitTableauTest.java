package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.ode.solver.DiagonallyImplicitRungeKutta;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.ImplicitTableau;
import org.palinode.ode.solver.Kvaerno5;

class ImplicitTableauTest {
    /** γ of Kværnø 3 and 4 is a root given with 10 and 11 digits, by which the conditions are off. */
    private static final double ROUNDED_ROOT = 1e-9;

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#implicit")
    void theSolutionMeetsAllConditionsUpToItsOrderAndNoFurther(DiagonallyImplicitRungeKutta solver) {
        ImplicitTableau tableau = solver.tableau();
        for (RootedTree tree : RootedTree.upTo((int) solver.order())) {
            assertEquals(1 / tree.density(), dot(tableau.b(), tree.weights(tableau)), ROUNDED_ROOT, tree.toString());
        }
        double worst = RootedTree.of((int) solver.order() + 1).stream()
                .mapToDouble(tree -> Math.abs(dot(tableau.b(), tree.weights(tableau)) - 1 / tree.density()))
                .max()
                .orElseThrow();
        assertTrue(worst > 1e-4, "nothing of the next order is missed, worst " + worst);
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#implicit")
    void theErrorEstimateStartsWithItsOrder(DiagonallyImplicitRungeKutta solver) {
        ImplicitTableau tableau = solver.tableau();
        int lower = solver instanceof ImplicitEuler
                ? 1
                : (int) solver.order() - 1; // that of Euler compares it with order 2
        for (RootedTree tree : RootedTree.upTo(lower)) {
            assertEquals(0, dot(tableau.error(), tree.weights(tableau)), ROUNDED_ROOT, tree.toString());
        }
        double first = RootedTree.of(lower + 1).stream()
                .mapToDouble(tree -> Math.abs(dot(tableau.error(), tree.weights(tableau))))
                .max()
                .orElseThrow();
        assertTrue(first > 1e-4, "the estimate sees nothing of order " + (lower + 1));
    }

    /** R(∞) = 0: stiff components are gone after a step. R(z) of stiffly accurate methods, by one step on y' = λy. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#implicit")
    void stiffComponentsAreDampedInOneStep(DiagonallyImplicitRungeKutta solver) {
        assertTrue(Math.abs(stability(solver.tableau(), -1e8)) < 1e-6);
        for (double z = -1e-3; z > -1e6; z *= 3) {
            assertTrue(Math.abs(stability(solver.tableau(), z)) <= 1, "at z = " + z);
        }
    }

    private static double stability(ImplicitTableau tableau, double z) {
        double[] k = new double[tableau.stages()];
        double y1 = 1;
        for (int i = 0; i < k.length; i++) {
            double y = 1 + dot(tableau.a(i), k);
            k[i] = z * y / (1 - z * tableau.diagonal(i));
            y1 += tableau.b()[i] * k[i];
        }
        return y1;
    }

    @Test
    void aStepThatEndsAtItsLastStageHandsItsSlopeOn() {
        assertTrue(new Kvaerno5().tableau().isFirstSameAsLast());
        assertTrue(new ImplicitEuler().tableau().endsAtLastStage());
        ImplicitTableau midpoint = new ImplicitTableau(
                new double[] {0.5}, new double[][] {{}}, new double[] {0.5}, new double[] {1}, null, new double[][] {{}
                });
        assertFalse(midpoint.endsAtLastStage());
    }

    @Test
    void sumsThatAreWrongAreRefused() {
        refused("row 1, counted from 0, must sum to 1.0, got 0.75", 0.75, 1, 0.5, 1);
        refused("b must sum to 1.0, got 0.9", 1, 0.9, 0.5, 1);
        refused("the error weights must sum to 0.0, got 0.25", 1, 1, 0.75, 1);
        refused("predictor 1 must sum to 1.0, got 2.0", 1, 1, 0.5, 2);
        var rows = assertThrows(
                IllegalArgumentException.class,
                () -> new ImplicitTableau(
                        new double[] {1},
                        new double[][] {{1}},
                        new double[] {1},
                        new double[] {1},
                        null,
                        new double[][] {{}}));
        assertEquals(
                "an implicit tableau row 0, counted from 0, needs 0 entries, got 1; give those strictly below the diagonal",
                rows.getMessage());
    }

    private static void refused(String text, double diagonal, double b, double error, double predictor) {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new ImplicitTableau(
                        new double[] {0, 1},
                        new double[][] {{}, {0}},
                        new double[] {0, diagonal},
                        new double[] {0, b},
                        new double[] {-0.5, error},
                        new double[][] {{}, {predictor}}));
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
