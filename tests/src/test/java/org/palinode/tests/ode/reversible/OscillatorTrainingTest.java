package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;

/**
 * Regression of an oscillator by a second-order neural ODE, after the experiment of S. McCallum, J. Foster, "Efficient, Accurate and
 * Stable Gradients for Neural ODEs", 2024, arXiv:2410.11648: training under Reversible goes as under Direct.
 */
class OscillatorTrainingTest {
    private static final Reversible WRAPPED = new Reversible(new RungeKutta4());

    /** Descent enlarges the rounding of another order of sums by little: 2e-14 was seen. */
    @Test
    void theLossesOfAHundredStepsAreThoseOfDirectOnTheSameMap() {
        double[] direct = new OscillatorRegression(WRAPPED, new DirectAdjoint(), 8).losses(100);
        double[] reversible = new OscillatorRegression(WRAPPED, new ReversibleAdjoint(), 8).losses(100);
        for (int i = 0; i < direct.length; i++) {
            assertEquals(1, reversible[i] / direct[i], 1e-11, "step " + i);
        }
        assertTrue(direct[99] < 0.2 * direct[0], "it learns: from " + direct[0] + " to " + direct[99]);
    }

    @Test
    @Tag("long")
    void trainedToTheEndItReachesTheLossOfDirectWithThePlainSolver() {
        double[] direct = new OscillatorRegression(new RungeKutta4(), new DirectAdjoint(), 32).losses(3_000);
        double[] reversible = new OscillatorRegression(new RungeKutta4(), new ReversibleAdjoint(), 32).losses(3_000);
        assertTrue(direct[2_999] < 1e-3 * direct[0], "from " + direct[0] + " to " + direct[2_999]);
        assertEquals(Math.log(direct[2_999]), Math.log(reversible[2_999]), 0.5); // Adam jitters at the bottom
    }
}
