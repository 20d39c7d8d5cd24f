package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Solver;
import org.palinode.tests.ode.support.Problem;
import org.palinode.tests.ode.support.Problems;

class ConvergenceTest {
    /** Slopes lie within 0.05 here, Dopri8 (which reaches rounding at 128 steps) at 8.16; on a Kepler orbit they scatter by 2. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#forWholeFields")
    void convergesAtItsStatedOrder(Solver solver) {
        assertEquals(solver.order(), observedOrder(solver), 0.2, solver::toString);
    }

    /** A step and its mirror image cancel the leading error of an odd order on a rotation, so that Tsit5 shows 6 there. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#all")
    void theReversibleWrapperKeepsTheOrderOfItsBase(Solver base) {
        Reversible solver = new Reversible(base).withoutResync();
        assertEquals(base.order(), solver.order());
        double observed = observedOrder(solver);
        assertTrue(
                base.order() - 0.2 < observed && observed < base.order() + 1.2,
                () -> "observed " + observed + " round " + base);
    }

    /** By how much the error shrinks, in powers of 2, when the steps are halved. */
    private static double observedOrder(Solver solver) {
        int steps = solver.order() > 5 ? 32 : 256;
        return Math.log(error(solver, steps) / error(solver, 2 * steps)) / Math.log(2);
    }

    /** The largest error at the ends of the steps: at the end alone it may pass through zero. */
    private static double error(Solver solver, int steps) {
        Problem problem = Problems.unevenRotation();
        SolveOptions options = SolveOptions.standard().dt0(problem.t1() / steps).saveAt(SaveAt.steps());
        Solution<Tensor> solution =
                diffeqsolve(problem.term(), solver, problem.t0(), problem.t1(), problem.y0(), problem.args(), options);
        assertEquals(steps, solution.ts().length);
        double largest = 0;
        for (int i = 0; i < steps; i++) {
            largest = Math.max(largest, problem.error(solution.y(i), solution.ts()[i]));
        }
        return largest;
    }
}
