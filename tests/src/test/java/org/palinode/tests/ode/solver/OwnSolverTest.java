package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.MidpointRule;
import org.palinode.tests.ode.support.Problem;
import org.palinode.tests.ode.support.Problems;
import org.palinode.tests.ode.support.Sample;

/** Solvers that users write: the examples of docs/guide/solvers.md. */
class OwnSolverTest {
    /** A tableau of one's own. */
    private record OwnMidpoint() implements MidpointRule {}

    /** A method that is no tableau: the two-step Adams–Bashforth rule for equal steps, begun with an Euler step. */
    private record AdamsBashforth2() implements Solver {
        @Override
        public double order() {
            return 2;
        }

        @Override
        public boolean estimatesError() {
            return false;
        }

        @Override
        public boolean isSingleStep() {
            return false;
        }

        @Override
        public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
            return List.of(f.apply(t0, y0)); // the slope one step before
        }

        @Override
        public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> state) {
            Tensor slope = f.apply(t0, y0);
            Tensor y1 = y0.plus(slope.times(1.5).minus(state.get(0).times(0.5)).times(h.cast(y0.dtype())));
            return new Step(y1, null, List.of(y0, y1), List.of(slope));
        }

        @Override
        public Tensor interpolate(Tensor theta, List<Tensor> dense) {
            Tensor change = dense.get(1).minus(dense.get(0));
            return dense.get(0).plus(change.times(theta.cast(change.dtype())));
        }
    }

    private static Tensor end(Solver solver, double steps) {
        Problem problem = Problems.driven();
        return diffeqsolve(problem.term(), solver, 0, 6, 6 / steps, problem.y0(), problem.args())
                .y1();
    }

    @Test
    void aTableauOfOnesOwnIsASolver() {
        assertEquals(0, Gap.absolute(end(new Midpoint(), 100), end(new OwnMidpoint(), 100)), 0);
    }

    @Test
    void aMethodOfOnesOwnConvergesAtItsOrder() {
        Tensor exact = Tensor.of(Math.exp(Math.sin(6)));
        double coarse = Gap.absolute(exact, end(new AdamsBashforth2(), 500));
        double fine = Gap.absolute(exact, end(new AdamsBashforth2(), 1000));
        assertEquals(2, Math.log(coarse / fine) / Math.log(2), 0.2);
    }

    @Test
    void adjointsThatTakeItsStepsAgainDifferentiateIt() {
        SolveOptions options = SolveOptions.standard().dt0(0.02);
        var loss = Sample.loss(new AdamsBashforth2(), options.adjoint(new DirectAdjoint()));
        Inputs stored = Autodiff.grad(loss).apply(Sample.AT);
        assertEquals(0, stored.distance(Inputs.forwardGradient(loss, Sample.AT)), 1e-12);
        // another map, the continuous equations; steps of 0.02 and order 2
        SolveOptions continuous = options.adjoint(new BacksolveAdjoint());
        Inputs other = Autodiff.grad(Sample.loss(new RungeKutta4(), continuous)).apply(Sample.AT);
        Inputs own =
                Autodiff.grad(Sample.loss(new AdamsBashforth2(), continuous)).apply(Sample.AT);
        assertEquals(0, own.distance(other), 2e-2);
    }

    /** Inside the wrapper each step would be its first one, which is Euler's: a solution of order 1 in place of 2. */
    @Test
    void theReversibleWrapperRefusesAMethodOfSeveralSteps() {
        SolveOptions options = SolveOptions.standard().dt0(0.02).adjoint(new ReversibleAdjoint());
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Sample.loss(new AdamsBashforth2(), options).apply(Sample.AT));
        assertEquals(
                "Reversible cannot wrap AdamsBashforth2[]: its steps read those before them, and the wrapper restarts at"
                        + " each; use a one-step method such as Tsit5, or RecursiveCheckpointAdjoint",
                refusal.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Reversible(new HalfSolver(new LeapfrogMidpoint())));
    }
}
