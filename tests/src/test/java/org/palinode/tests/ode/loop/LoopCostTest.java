package org.palinode.tests.ode.loop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** What a solve keeps of its steps. */
class LoopCostTest {
    private static final Tensor START = Tensor.of(1.0, 1.0);

    @Test
    void aSolveOfPlainNumbersKeepsNoStatesForAGradient() {
        // 16 bytes a step are its time and size in the record; a state of 100 numbers and its slope would be 1600
        long perStep = (bytes(0.001) - bytes(0.01)) / 900;
        assertTrue(perStep <= 32, "bytes a step: " + perStep);
    }

    private static long bytes(double dt0) {
        var options = SolveOptions.standard().dt0(dt0).adjoint(new DirectAdjoint());
        var decay = new ODETerm<Tensor, Void>((t, y, args) -> y.negate());
        var solution = DiffEqSolve.diffeqsolve(decay, new Tsit5(), 0, 1, START.broadcastTo(50, 2), null, options);
        return solution.statistics().bytes();
    }
}
