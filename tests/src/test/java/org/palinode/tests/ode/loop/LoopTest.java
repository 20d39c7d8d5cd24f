package org.palinode.tests.ode.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.junit.jupiter.api.Test;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.term.ODETerm;

/** The loop round the steps, on step sizes that are written down: + accepts, − rejects. */
class LoopTest {
    /** @param verdicts of the attempts, one character each */
    private record Script(String verdicts, double... ends) implements StepSizeController {
        @Override
        public StepSizes begin(Span span) {
            return new StepSizes() {
                private int attempt;

                @Override
                public double firstEnd() {
                    return ends[0];
                }

                @Override
                public Verdict judge(double start, double end, double error) {
                    return verdicts.charAt(attempt++) == '+' ? Verdict.ACCEPT : Verdict.REJECT;
                }

                @Override
                public double nextEnd() {
                    return ends[Math.min(attempt, ends.length - 1)];
                }
            };
        }
    }

    private static Solution<Tensor> solve(StepSizeController controller) {
        ODETerm<Tensor, Tensor> still = new ODETerm<>((t, y, args) -> y.zerosLike());
        return diffeqsolve(
                still,
                new Euler(),
                0,
                1,
                Tensor.of(1.0),
                null,
                SolveOptions.standard().controller(controller));
    }

    @Test
    void stepsGoWhereTheControllerSendsThem() {
        assertArrayEquals(
                new double[] {0, 0.25, 0.75, 1},
                solve(new Script("+++", 0.25, 0.75, 1)).stepTimes());
    }

    @Test
    void aStepThatWouldEndJustBeforeTheEndEndsThere() {
        double near = 1 - 50 * Math.ulp(1.0);
        assertArrayEquals(
                new double[] {0, 0.5, 1}, solve(new Script("++", 0.5, near)).stepTimes());
        double far = 1 - 1000 * Math.ulp(1.0);
        assertArrayEquals(
                new double[] {0, 0.5, far, 1},
                solve(new Script("+++", 0.5, far, 1)).stepTimes());
    }

    @Test
    void noStepEndsBehindTheEnd() {
        assertArrayEquals(new double[] {0, 1}, solve(new Script("+", 7)).stepTimes());
        assertArrayEquals(
                new double[] {0, 0.5, 1}, solve(new Script("++", 0.5, 7)).stepTimes());
    }

    /** What was rejected and is to be tried again up to the very end would be the same step: it is halved. */
    @Test
    void aRejectedStepThatWouldReachTheEndAgainIsHalved() {
        Solution<Tensor> solution = solve(new Script("+-++", 0.5, 1, 1, 1));
        assertArrayEquals(new double[] {0, 0.5, 0.75, 1}, solution.stepTimes());
        assertEquals(1, solution.outcome().rejected());
    }

    @Test
    void aStepThatDoesNotMoveTimeEndsTheSolve() {
        var failure = assertThrows(SolveException.class, () -> solve(new Script("+++", 0.25, 0.25)));
        assertEquals(Result.STEP_SIZE_UNDERFLOW, failure.result());
        assertEquals(0.25, failure.t());
        assertEquals(0.25, failure.h(), "the last step that was tried");
    }
}
