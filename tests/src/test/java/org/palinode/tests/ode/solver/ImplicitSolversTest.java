package org.palinode.tests.ode.solver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.Outcome.Result;
import org.palinode.ode.outcome.RejectionCause;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.ImplicitEuler;
import org.palinode.ode.solver.ImplicitSolver;
import org.palinode.ode.solver.KenCarp3;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.Sil3;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.VectorField;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** Solvers that solve equations in each step: their gradients, their failures, the structure of their Jacobians. */
class ImplicitSolversTest {
    private static final SolveOptions ADAPTIVE = SolveOptions.standard()
            .controller(new PIDController(1e-4, 1e-6))
            .saveAt(SaveAt.t0().andTs(0.7, 1.9).andT1());

    static Stream<ImplicitSolver> solvers() {
        return Stream.of(new ImplicitEuler(), new Kvaerno5());
    }

    static List<Adjoint> discrete() {
        return List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new RecursiveCheckpointAdjoint(3));
    }

    /** The same formula at the same root, whose last iterates may differ by rounding. */
    @ParameterizedTest
    @MethodSource("solvers")
    void everyDiscreteAdjointIsTheTransposeOfTheTangent(ImplicitSolver solver) {
        Solver exact = solver.toRounding();
        for (SolveOptions options :
                List.of(ADAPTIVE, SolveOptions.standard().dt0(0.1).saveAt(SaveAt.steps()))) {
            for (Adjoint adjoint : discrete()) {
                Function<Inputs, Tensor> loss = Sample.loss(exact, options.adjoint(adjoint));
                Inputs reference = Inputs.forwardGradient(loss, Sample.AT);
                Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
                assertEquals(0, gradient.distance(reference), 1e-12, adjoint + " " + options.controller());
            }
        }
    }

    /** Where equations are solved to the tolerance of the controller, so are the gradients: 0.01 of 1e-4 in each stage. */
    @ParameterizedTest
    @MethodSource("solvers")
    void inheritedTolerancesBoundTheGradient(ImplicitSolver solver) {
        SolveOptions options = ADAPTIVE.adjoint(new RecursiveCheckpointAdjoint(3));
        Function<Inputs, Tensor> loss = Sample.loss(solver, options);
        Inputs reference = Inputs.forwardGradient(loss, Sample.AT);
        assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(reference), 1e-5);
    }

    @Test
    void theGradientIsThatOfTheWholeSolve() {
        Solver exact = new Kvaerno5().toRounding();
        Function<Inputs, Tensor> loss =
                Sample.loss(exact, SolveOptions.standard().dt0(0.1).saveAt(SaveAt.steps()));
        Inputs reference = Inputs.differences(loss, Sample.AT);
        assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(reference), 1e-8); // central differences
    }

    @Test
    void theReversibleWrapperTakesImplicitStepsBack() {
        for (ImplicitSolver base : solvers().toList()) {
            SolveOptions options = SolveOptions.standard()
                    .dt0(0.05)
                    .saveAt(SaveAt.t0().andTs(0.7, 1.9).andT1())
                    .adjoint(new ReversibleAdjoint());
            Function<Inputs, Tensor> loss = Sample.loss(base, options);
            Inputs reference = Inputs.forwardGradient(loss, Sample.AT);
            // a segment's reconstruction is accepted up to 1e-10
            assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(reference), 1e-9, base.toString());
        }
    }

    @Test
    void backsolveIntegratesTheAdjointImplicitly() {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        Function<Inputs, Tensor> loss = Sample.loss(new Kvaerno5(), options.adjoint(new BacksolveAdjoint()));
        Inputs reference = Autodiff.grad(Sample.loss(new Kvaerno5(), options)).apply(Sample.AT);
        assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(reference), 1e-6); // two solves to 1e-8
    }

    @Test
    void backsolveDoesSoWithFixedStepsToo() {
        SolveOptions options = SolveOptions.standard().dt0(0.01);
        for (Solver solver : List.of(new Kvaerno5().toRounding(), new Rodas5P())) {
            Inputs reference = Autodiff.grad(Sample.loss(solver, options)).apply(Sample.AT);
            Inputs gradient = Autodiff.grad(Sample.loss(solver, options.adjoint(new BacksolveAdjoint())))
                    .apply(Sample.AT);
            assertEquals(0, gradient.distance(reference), 1e-9, solver.toString()); // steps of 0.01, order 5
        }
    }

    /** Their Jacobian is taken by forward mode, for which such a function has no rule. */
    @Test
    void aFieldWithACustomPullBackIsRefused() {
        Function<Tensor, Tensor> square = Autodiff.customVjp(
                (Tensor x) -> x.square(), (x, y, bar) -> bar.times(x).times(2));
        ODETerm<Tensor, Tensor> term =
                new ODETerm<>((t, y, args) -> square.apply(y).negate());
        for (Solver solver : List.of(new Kvaerno3().toRounding(), new Rodas5P())) {
            var refusal = assertThrows(
                    UnsupportedOperationException.class,
                    () -> diffeqsolve(term, solver, 0, 1, 0.1, Tensor.of(1.0), null));
            assertTrue(
                    refusal.getMessage()
                            .startsWith("forward mode (jvp, hvp, hessian, jacobianForward, and the Jacobians of root"
                                    + " finders and implicit solvers) cannot pass through customVjp"),
                    refusal.getMessage());
        }
    }

    static Stream<Solver> families() {
        return Stream.of(
                new ImplicitEuler().toRounding(),
                new Kvaerno3().toRounding(),
                new Kvaerno5().toRounding(),
                new Rodas5P(),
                new KenCarp3().toRounding(),
                new Sil3().toRounding());
    }

    /** Hessian-vector products against differences of gradients. */
    @ParameterizedTest
    @MethodSource("families")
    void secondDerivativesFollowFromTheSameRules(Solver exact) {
        SolveOptions options = SolveOptions.standard().dt0(0.5);
        Autodiff.checkGradients(
                (Tensor y0) -> Sample.weighted(
                        Sample.solve(new Inputs(y0, Sample.AT.args(), Sample.AT.closedOver()), exact, 0.2, 1.2, options)
                                .y1()),
                Sample.AT.y0());
    }

    /** y' = λ (y − cos t) − sin t from 1 is cos t for every λ (Prothero, Robinson 1974); λ and the rest in two parts where the solver wants them. */
    @ParameterizedTest
    @MethodSource("families")
    void stiffnessLeavesTheSolutionAsItIs(Solver exact) {
        double rate = -1e6;
        VectorField<Tensor, Tensor> slow = (t, y, args) -> y.zerosLike().minus(t.sin());
        VectorField<Tensor, Tensor> fast = (t, y, args) -> y.minus(t.cos()).times(rate);
        MultiTerm<Tensor, Tensor> term = MultiTerm.of(slow, fast);
        double coarse = error(term, exact, 0.1);
        double fine = error(term, exact, 0.05);
        assertTrue(coarse < 1e-2, "stable, and near the solution: " + coarse);
        assertTrue(fine < 0.8 * coarse || fine < 1e-9, "converges: " + coarse + ", " + fine);
    }

    private static double error(MultiTerm<Tensor, Tensor> term, Solver solver, double dt0) {
        SolveOptions options = SolveOptions.standard().dt0(dt0);
        double y1 = diffeqsolve(term, solver, 0, 2, Tensor.scalar(1), null, options)
                .y1()
                .item();
        return Math.abs(y1 - Math.cos(2));
    }

    /** Three rates over eleven orders of magnitude; differences with steps of 1e-4 of each rate. */
    @Test
    void robertsonHasTheGradientOfItsDifferences() {
        ODETerm<Tensor, Tensor> term = new ODETerm<>((t, y, p) -> {
            Tensor a = y.get(1).times(y.get(2)).times(p.get(2)).minus(y.get(0).times(p.get(0)));
            Tensor c = y.get(1).square().times(p.get(1));
            return Tensor.stack(a, a.negate().minus(c), c);
        });
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-9, 1e-13))
                .maxSteps(10_000);
        Function<Tensor, Tensor> loss = p -> diffeqsolve(term, new Kvaerno5(), 0, 100, Tensor.of(1, 0, 0), p, options)
                .y1()
                .dot(Tensor.of(1, 1e4, -0.5));
        double[] rates = {0.04, 3e7, 1e4};
        Tensor gradient = Autodiff.grad(loss).apply(Tensor.of(rates));
        for (int i = 0; i < 3; i++) {
            double[] more = rates.clone();
            double[] less = rates.clone();
            double step = 1e-4 * rates[i];
            more[i] += step;
            less[i] -= step;
            double difference = (loss.apply(Tensor.of(more)).item()
                            - loss.apply(Tensor.of(less)).item())
                    / (2 * step);
            // solves to 1e-9 over differences of 1e-4 of the rate
            assertEquals(1, gradient.get(i).item() / difference, 1e-4, "rate " + i);
        }
    }

    @Test
    void aStepWhoseEquationsHaveNoSolutionNearIsTakenAgainShorter() {
        // y' = y² from 1 with h = 5: k = 5(1 + k)² has no real root
        ODETerm<Tensor, Tensor> exploding = new ODETerm<>((t, y, args) -> y.square());
        SolveOptions options = SolveOptions.standard()
                .dt0(5)
                .controller(new PIDController(1e-6, 1e-6))
                .maxSteps(100_000);
        Solution<Tensor> solution =
                diffeqsolve(exploding, new ImplicitEuler(), 0, 0.5, Tensor.of(1.0), null, options.dt0(0.5));
        assertEquals(2, solution.y1().item(), 1e-2); // order 1: a thousand errors of 1e-6, growing
        assertTrue(solution.statistics().rejections().get(RejectionCause.SOLVE_FAILED) > 0);
        RootFinder finder = RootFinder.newton().tolerances(1e-8, 1e-8);
        var failure = assertThrows(
                SolveException.class,
                () -> diffeqsolve(exploding, new ImplicitEuler(finder), 0, 5, 5, Tensor.of(1.0), null));
        assertTrue(
                List.of(Result.NONLINEAR_DIVERGENCE, Result.NONLINEAR_MAX_ITERATIONS_REACHED)
                        .contains(failure.result()),
                failure.getMessage());
    }

    @Test
    void inheritedTolerancesNeedAnAdaptiveController() {
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> diffeqsolve(decay, new Kvaerno5(), 0, 1, 0.1, Tensor.of(1.0), null));
        assertEquals(
                "Kvaerno5 takes the tolerances of its root finder from the step size controller, which has none with fixed steps;"
                        + " give the root finder some, as in new Kvaerno5(RootFinder.veryChord().tolerances(1e-8, 1e-8)), or use an"
                        + " adaptive controller such as PIDController",
                refusal.getMessage());
    }

    static Stream<Solver> structured() {
        return Stream.of(new Kvaerno5(), new Rodas5P());
    }

    /** The heat equation on 40 points: the same steps to rounding, with 3 tangents for a Jacobian instead of 40. */
    @ParameterizedTest
    @MethodSource("structured")
    void aStatedStructureGivesTheSameSolution(Solver solver) {
        ODETerm<Tensor, Tensor> heat = new ODETerm<>((t, y, args) -> {
            Tensor padded = Tensor.concatenate(0, Tensor.zeros(1), y, Tensor.zeros(1));
            return padded.slice(0, 0, 40)
                    .minus(y.times(2))
                    .plus(padded.slice(0, 2, 42))
                    .times(1600);
        });
        Tensor y0 = Tensor.linspace(0, 1, 40).sin().concrete();
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-8));
        Solver banded = solver.withStructure(MatrixStructure.banded(1, 1));
        Function<Solver, Function<Tensor, Tensor>> end = each ->
                start -> diffeqsolve(heat, each, 0, 0.1, start, null, options).y1();
        assertEquals(
                0, Gap.relative(end.apply(solver).apply(y0), end.apply(banded).apply(y0)), 1e-10);
        Tensor same = Autodiff.grad(
                        (Tensor start) -> end.apply(solver).apply(start).sum())
                .apply(y0);
        Tensor sparse = Autodiff.grad(
                        (Tensor start) -> end.apply(banded).apply(start).sum())
                .apply(y0);
        assertEquals(0, Gap.relative(same, sparse), 1e-8);
    }

    /** A batch [5, 2] of van der Pol oscillators: blocks of 2. */
    @Test
    void aBatchIsBlocks() {
        ODETerm<Tensor, Tensor> oscillators = new ODETerm<>((t, y, args) -> {
            Tensor x = y.index(1, 0);
            Tensor v = y.index(1, 1);
            return Tensor.stack(
                    1, v, x.square().negate().plus(1).times(v).times(20).minus(x));
        });
        Tensor y0 = Tensor.linspace(-2, 2, 10).reshape(5, 2).concrete();
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-5, 1e-5));
        Tensor dense = diffeqsolve(oscillators, new Kvaerno5(), 0, 1, y0, null, options)
                .y1();
        RootFinder blocks = RootFinder.veryChord().structure(MatrixStructure.blocks(2));
        Tensor sparse = diffeqsolve(oscillators, new Kvaerno5(blocks), 0, 1, y0, null, options)
                .y1();
        assertEquals(0, Gap.relative(dense, sparse), 1e-10);
    }

    @Test
    void oneJacobianServesAStep() {
        var statistics = Sample.solve(Sample.AT, new Kvaerno5(), Sample.T0, Sample.T1, ADAPTIVE)
                .statistics();
        assertEquals(statistics.steps(), statistics.jacobians());
        assertTrue(statistics.evaluations() > 12L * statistics.steps(), statistics.toString());
        assertTrue(statistics.evaluations() < 40L * statistics.steps(), statistics.toString());
    }

    @Test
    void statesInSinglePrecisionAreSolvedToo() {
        var f32 = org.palinode.autodiff.memory.DType.FLOAT32;
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.times(-50));
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-4, 1e-4));
        Tensor y1 = diffeqsolve(
                        decay,
                        new Kvaerno3(),
                        0,
                        0.1,
                        Tensor.of(1.0, 2.0).cast(f32).concrete(),
                        null,
                        options)
                .y1();
        assertEquals(f32, y1.dtype());
        assertEquals(Math.exp(-5), y1.get(0).item(), 1e-4);
    }
}
