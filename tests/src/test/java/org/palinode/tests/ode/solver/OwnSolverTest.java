package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.solver.AdditiveRungeKutta;
import org.palinode.ode.solver.AdditiveTableau;
import org.palinode.ode.solver.ButcherTableau;
import org.palinode.ode.solver.DensePolynomial;
import org.palinode.ode.solver.DiagonallyImplicitRungeKutta;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.ImplicitTableau;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Midpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Sil3;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Step;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.VectorField;
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

    /** The same, with a polynomial of one's own. */
    private record OwnDense(ButcherTableau tableau, DensePolynomial dense) implements MidpointRule {}

    /** Implicit Euler, as a tableau with the polynomial of another. */
    private record OwnImplicit(RootFinder rootFinder) implements DiagonallyImplicitRungeKutta {
        @Override
        public OwnImplicit with(RootFinder finder) {
            return new OwnImplicit(finder);
        }

        @Override
        public ImplicitTableau tableau() {
            return new ImplicitEuler().tableau();
        }

        @Override
        public DensePolynomial dense() {
            return DensePolynomial.cubicHermite(3);
        }

        @Override
        public double order() {
            return 1;
        }
    }

    /** Sil3, with the polynomial of a method with one stage less. */
    private record OwnImex(RootFinder rootFinder) implements AdditiveRungeKutta {
        @Override
        public OwnImex with(RootFinder finder) {
            return new OwnImex(finder);
        }

        @Override
        public AdditiveTableau tableau() {
            return new Sil3().tableau();
        }

        @Override
        public DensePolynomial dense() {
            return DensePolynomial.cubicHermite(3);
        }

        @Override
        public double order() {
            return 2;
        }
    }

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

    private static String refusal(Solver solver) {
        return assertThrows(IllegalArgumentException.class, () -> end(solver, 100))
                .getMessage();
    }

    @Test
    void aPolynomialForAnotherNumberOfStagesIsRefused() {
        String needs = " stages, but its tableau has 2; give DensePolynomial the stages of the tableau";
        for (int stages : new int[] {1, 3}) {
            String solver = "OwnDense[tableau=ButcherTableau[stages=2], dense=DensePolynomial[stages=" + stages + "]]";
            for (DensePolynomial dense : List.of(
                    DensePolynomial.linear(stages),
                    DensePolynomial.cubicHermite(stages),
                    DensePolynomial.quartic(new double[stages]),
                    DensePolynomial.ofStages(new double[stages][2]))) {
                assertEquals(
                        "the dense polynomial of " + solver + " is made for " + stages + needs,
                        refusal(new OwnDense(MidpointRule.TABLEAU, dense)));
            }
        }
        String implicit = refusal(new OwnImplicit(RootFinder.newton().tolerances(1e-10, 1e-10)));
        assertTrue(implicit.contains(" is made for 3" + needs), implicit);
        VectorField<Tensor, Tensor> growth = (t, y, k) -> y;
        var imex = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(
                        MultiTerm.of(growth, growth),
                        new OwnImex(RootFinder.newton().tolerances(1e-10, 1e-10)),
                        0,
                        1,
                        0.1,
                        Tensor.of(1),
                        null));
        assertTrue(imex.getMessage().contains(" is made for 3 stages, but its tableau has 4; give"), imex.getMessage());
    }

    @Test
    void aPolynomialReadsSlopesOfAtLeastOneStage() {
        for (Executable none : List.<Executable>of(
                () -> DensePolynomial.cubicHermite(0), () -> DensePolynomial.quartic(new double[0]))) {
            assertEquals(
                    "a dense polynomial reads slopes of at least one stage, got 0 stages",
                    assertThrows(IllegalArgumentException.class, none).getMessage());
        }
    }

    /** The first stage is the last one too: both slopes are those of Euler's chord, and so is the cubic. */
    @Test
    void theCubicOfOneStageIsTheChord() {
        Tensor y0 = Tensor.of(1), increment = Tensor.of(2), y1 = y0.plus(increment);
        DensePolynomial cubic = DensePolynomial.cubicHermite(1);
        Tensor quarter = cubic.evaluate(Tensor.scalar(0.25), cubic.values(y0, y1, i -> increment));
        assertEquals(1.5, quarter.get(0).item(), 1e-15);
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
