package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.solver.AdditiveNoiseTableau;
import org.palinode.ode.solver.GeneralShARK;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.StochasticRungeKutta;
import org.palinode.ode.solver.StochasticTableau;

/** Conditions of order on tableaus with noise, beyond those that a tableau asks of itself. */
class NoiseTableauTest {
    private static final double ROUNDING = 1e-15;

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] rowSums(double[][] rows) {
        return Arrays.stream(rows).mapToDouble(row -> Arrays.stream(row).sum()).toArray();
    }

    /** ∫∫ dW dv = h (W/2 + H) through the drift, and ∫ (v − s) dW = h (W/2 − H) where the noise changes with time. */
    @Test
    void orderOneAndAHalfForAdditiveNoise() {
        for (StochasticRungeKutta solver : List.of(new GeneralShARK(), new SPaRK(), new SlowRK())) {
            StochasticTableau tableau = solver.tableau();
            assertEquals(1.5, solver.strongOrders().orElseThrow().of(NoiseKind.ADDITIVE));
            assertEquals(0.5, dot(tableau.b(), tableau.c()), ROUNDING, solver.toString());
            assertEquals(0.5, dot(tableau.b(), rowSums(tableau.aW())), ROUNDING, solver.toString());
            assertEquals(1, dot(tableau.b(), rowSums(tableau.aH())), ROUNDING, solver.toString());
            assertEquals(0.5, dot(tableau.bW(), tableau.c()), ROUNDING, solver.toString());
            assertEquals(-1, dot(tableau.bH(), tableau.c()), ROUNDING, solver.toString());
        }
        for (AdditiveNoiseTableau tableau : List.of(new ShARK().tableau(), new SRA1().tableau())) {
            assertEquals(0.5, dot(tableau.b(), tableau.c()), ROUNDING);
        }
    }

    /** The area of two Brownian motions has the mean H₁W₂ − W₁H₂ for given W and H: the least error for general noise. */
    @Test
    void theAreaIsItsMeanForGivenWAndH() {
        for (StochasticRungeKutta solver : List.of(new GeneralShARK(), new SPaRK())) {
            StochasticTableau tableau = solver.tableau();
            assertEquals(1, dot(tableau.bW(), rowSums(tableau.aH())), ROUNDING, solver.toString());
            assertEquals(-1, dot(tableau.bH(), rowSums(tableau.aW())), ROUNDING, solver.toString());
        }
    }
}
