package org.palinode.tests.ode.controller;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.path.LinearInterpolation;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.KenCarp5;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.StageTimes;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Solvers;

/** Steps next to a jump of the field, or to an end of its domain, see their own side of it, whatever their stages look at. */
@Tag("thorough")
class JumpSidesTest {
    private static final PIDController FINE = new PIDController(1e-8, 1e-8);
    private static final List<Adjoint> EXACT = List.of(new DirectAdjoint(), new ReversibleAdjoint());

    static Stream<Solver> adaptive() {
        return Stream.of(
                new Tsit5(),
                new Dopri5(),
                new Kvaerno3(),
                new Kvaerno4(),
                new Kvaerno5(),
                new HalfSolver(new Kvaerno5()),
                new KenCarp5(),
                new Rodas5P());
    }

    private static Term<Tensor, Tensor> term(Solver solver, VectorField<Tensor, Tensor> field) {
        return solver.splitsField() ? MultiTerm.of((t, y, a) -> y.zerosLike(), field) : new ODETerm<>(field);
    }

    private static Solution<Tensor> solve(
            Solver solver, VectorField<Tensor, Tensor> field, double t0, double t1, double y0, SolveOptions options) {
        return diffeqsolve(term(solver, field), solver, t0, t1, Tensor.of(y0), null, options.maxSteps(100_000));
    }

    private static SolveOptions told(Adjoint adjoint, double... jumps) {
        return SolveOptions.standard().adjoint(adjoint).controller(new ClipStepSizeController(FINE).jumpTs(jumps));
    }

    @Test
    void solversKnowWhereTheirStagesLook() {
        assertEquals(StageTimes.INSIDE, new Tsit5().stageTimes());
        assertEquals(StageTimes.INSIDE, new Reversible(new Rodas5P()).stageTimes());
        assertEquals(new StageTimes(0, 2 * 0.5728160625), new Kvaerno4().stageTimes());
        double beyond = new Kvaerno5().stageTimes().latest();
        assertEquals(1.230, beyond, 5e-4);
        assertEquals(new StageTimes(1 - beyond, beyond), new Reversible(new Kvaerno5()).stageTimes());
        assertEquals(
                new StageTimes(0, beyond), new HalfSolver(new Kvaerno5()).stageTimes()); // as that of the whole step
        for (Solver solver : Solvers.each()) {
            boolean outside = solver instanceof Kvaerno4 || solver instanceof Kvaerno5;
            assertEquals(outside, solver.stageTimes().lookOutside(), solver.toString());
        }
    }

    /** u' = −u + 20 from t = 1 on, without a look at the time otherwise. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void aJumpCostsARejectionAndNoAccuracy(Solver solver) {
        double exact = Math.exp(-2) + 20 * (1 - Math.exp(-1));
        for (Adjoint adjoint : EXACT) {
            Solution<Tensor> solution =
                    solve(solver, (t, u, a) -> t.greater(1).times(20).minus(u), 0, 2, 1, told(adjoint, 1));
            assertEquals(exact, solution.y1().item(), 1e-7, adjoint.toString());
            assertTrue(
                    solution.statistics().rejected() <= 2, solution.statistics().toString());
        }
    }

    /** u = (sin 3t − 3 cos 3t)/10 + c exp(−t), and 20 more from t = 1 on. */
    private static double moving(double t, double from, double u0, double level) {
        return level + particular(t) + (u0 - level - particular(from)) * Math.exp(from - t);
    }

    private static double particular(double t) {
        return (Math.sin(3 * t) - 3 * Math.cos(3 * t)) / 10;
    }

    /** A field that moves on both sides: to look at its end for what lies beyond costs accuracy, of which the solve must know. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void norDoesAJumpOfAFieldThatMoves(Solver solver) {
        double exact = moving(2, 1, moving(1, 0, 1, 0), 20);
        VectorField<Tensor, Tensor> before = (t, u, a) -> t.times(3).sin().minus(u);
        VectorField<Tensor, Tensor> after =
                (t, u, a) -> t.times(3).sin().minus(u).plus(20);
        VectorField<Tensor, Tensor> both =
                (t, u, a) -> t.times(3).sin().minus(u).plus(t.greater(1).times(20));
        for (Adjoint adjoint : EXACT) {
            Solution<Tensor> first = solve(solver, before, 0, 1, 1, told(adjoint));
            Solution<Tensor> second = solve(solver, after, 1, 2, first.y1().item(), told(adjoint));
            Solution<Tensor> whole = solve(solver, both, 0, 2, 1, told(adjoint, 1));
            assertEquals(exact, whole.y1().item(), 1e-7, adjoint.toString());
            int pieces = first.statistics().steps() + second.statistics().steps();
            // a held step that is rejected, up to five on the way to the jump, and up to three rejections beyond it
            assertTrue(whole.statistics().steps() <= pieces + 9, whole.statistics() + " for " + pieces);
        }
    }

    /** u' = level − u with the levels 1, 5, −3, 2 from 0, 1, 2, 3 on: each time the solve begins or ends at a jump, or next to one. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void jumpsAtTheEndsOfASolveAreKept(Solver solver) {
        LinearInterpolation level = LinearInterpolation.rectilinear(Tensor.of(0, 1, 2, 3), Tensor.of(1, 5, -3, 2));
        VectorField<Tensor, Tensor> field = (t, y, a) -> level.evaluate(t).minus(y);
        double y1 = 1 - Math.exp(-1);
        double y2 = 5 + (y1 - 5) * Math.exp(-1);
        for (Adjoint adjoint : EXACT) {
            SolveOptions options = told(adjoint, level.knots());
            for (double end : new double[] {2, Math.nextDown(2.0), Math.nextUp(2.0), 2 + 50 * Math.ulp(2.0)}) {
                Solution<Tensor> solution = solve(solver, field, 0, end, 0, options);
                assertEquals(y2, solution.y1().item(), 1e-7, "to " + end);
                assertTrue(
                        solution.statistics().rejected() <= 3,
                        solution.statistics().toString());
                assertEquals(end, solution.stepTimes()[solution.stepTimes().length - 1]);
            }
            for (double start : new double[] {1, Math.nextDown(1.0), Math.nextUp(1.0)}) {
                Solution<Tensor> solution = solve(solver, field, start, 2, y1, options);
                assertEquals(y2, solution.y1().item(), 1e-7, "from " + start);
                assertTrue(
                        solution.statistics().rejected() <= 2,
                        solution.statistics().toString());
            }
            Solution<Tensor> back = solve(solver, field, 2, 0, y2, options);
            assertEquals(0, back.y1().item(), 3e-7); // errors grow by e² on the way
            assertEquals(y1, solve(solver, field, 2, 1, y2, options).y1().item(), 1e-7);
        }
    }

    /** u' = −u, 20 more from t = 1 on, and 7 less from {@code ulps} later on. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void twoJumpsMayBeOneOrLieSideBySide(Solver solver) {
        double end = 13 * (1 - Math.exp(-1));
        for (int ulps : new int[] {0, 1, 2, 3, 4, 50}) {
            double second = 1 + ulps * Math.ulp(1.0);
            VectorField<Tensor, Tensor> field = (t, u, a) -> t.greaterEqual(1)
                    .times(20)
                    .minus(t.greaterEqual(second).times(7))
                    .minus(u);
            for (Adjoint adjoint : EXACT) {
                SolveOptions options = told(adjoint, second, 1, second);
                Solution<Tensor> there = solve(solver, field, 0, 2, 0, options);
                assertEquals(end, there.y1().item(), 1e-7, ulps + " ulp apart");
                Solution<Tensor> back = solve(solver, field, 2, 0, end, options);
                assertEquals(0, back.y1().item(), 3e-7, ulps + " ulp apart"); // errors grow by e² on the way
                // side by side they were looked over, which took 17 to 21
                int rejected = Math.max(
                        there.statistics().rejected(), back.statistics().rejected());
                assertTrue(rejected <= 9, ulps + " ulp apart: " + rejected);
            }
        }
    }

    /** Gradients for the height a of a jump at t = 1 and for the rate k of u' = −ku + a, under every adjoint and in forward mode. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void gradientsAreThoseOfTheSolutionUnderEveryAdjoint(Solver solver) {
        double e = Math.exp(-1);
        double[] exact = {1 - e, -2 * e * e + 20 * (2 * e - 1)};
        VectorField<Tensor, Tensor> field =
                (t, u, q) -> t.greater(1).times(q.get(0)).minus(u.times(q.get(1)));
        Term<Tensor, Tensor> term =
                solver.splitsField() ? MultiTerm.of((t, u, q) -> u.zerosLike(), field) : new ODETerm<>(field);
        for (Adjoint adjoint : List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(4),
                new ReversibleAdjoint(),
                new ForwardModeAdjoint(),
                new BacksolveAdjoint())) {
            SolveOptions options = told(adjoint, 1).maxSteps(100_000);
            Tensor gradient = Autodiff.grad((Tensor q) -> diffeqsolve(term, solver, 0, 2, Tensor.of(1.0), q, options)
                            .y1()
                            .sum())
                    .apply(Tensor.of(20.0, 1.0));
            assertArrayEquals(exact, gradient.toArray(), 3e-7, adjoint.toString()); // thirty local errors
        }
    }

    /** Slopes √t, √(1 − t) have no value beyond the ends of the solve, where stages and steps back would look. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void theFieldIsNotAskedBeyondItsDomain(Solver solver) {
        SolveOptions options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-6));
        VectorField<Tensor, Tensor> falling =
                (t, y, a) -> t.negate().plus(1).sqrt().plus(y.times(0));
        VectorField<Tensor, Tensor> rising = (t, y, a) -> t.sqrt().plus(y.times(0));
        for (Adjoint adjoint : EXACT) {
            if (solver instanceof Rodas5P && adjoint instanceof ReversibleAdjoint) {
                continue; // needs ∂f/∂t at the start of each step, and of each step back
            }
            // the slope is infinite at an end: errors of order 3/2 there, whatever the order of the method
            SolveOptions each = options.adjoint(adjoint);
            assertEquals(2 / 3.0, solve(solver, falling, 0, 1, 0, each).y1().item(), 2e-5);
            assertEquals(-2 / 3.0, solve(solver, rising, 1, 0, 0, each).y1().item(), 2e-5);
            if (!(solver instanceof Rodas5P)) {
                assertEquals(2 / 3.0, solve(solver, rising, 0, 1, 0, each).y1().item(), 2e-5);
            }
        }
    }

    static Stream<StepSizeController> fixed() {
        double[] times = {0, 0.25, 0.5, 0.75, 1, 1.25, 1.5};
        return Stream.of(
                new StepTo(times).jumpTs(1, 3),
                new StepTo(times).jumpTs(1.1),
                new ConstantStepSize().jumpTs(1),
                new ConstantStepSize().jumpTs(0.37, 1.1),
                new ConstantStepSize().jumpTs(0, 1.5),
                new ConstantStepSize().jumpTs());
    }

    /** y' = 3t², and −7 from each jump on, is integrated exactly by every method of order 3. */
    @ParameterizedTest
    @MethodSource("fixed")
    void fixedStepsMayHaveJumps(StepSizeController controller) {
        double[] jumps = controller.jumps();
        VectorField<Tensor, Tensor> field = (t, y, a) -> {
            Tensor slope = t.square().times(3);
            for (double jump : jumps) {
                slope = slope.minus(t.greaterEqual(jump).times(7));
            }
            return slope.plus(y.times(0));
        };
        double t1 = 1.5;
        double exact = Math.pow(t1, 3)
                - Arrays.stream(jumps).map(jump -> 7 * Math.max(0, t1 - jump)).sum();
        for (Solver solver : List.of(new RungeKutta4(), new Tsit5(), new Rodas5P(), new Kvaerno5().toRounding())) {
            for (Adjoint adjoint : EXACT) {
                boolean given = controller.toString().contains("StepTo");
                SolveOptions options =
                        SolveOptions.standard().controller(controller).adjoint(adjoint);
                Solution<Tensor> solution = solve(solver, field, 0, t1, 0, given ? options : options.dt0(0.25));
                // Kværnø 5 is held next to jumps, which costs some h³ there; else sums of some ten numbers
                double bound = solver.stageTimes().lookOutside() ? 2e-2 : 1e-12;
                assertEquals(exact, solution.y1().item(), bound);
                long off = Arrays.stream(jumps)
                        .filter(jump -> 0 < jump && jump < t1 && jump % 0.25 != 0)
                        .count();
                assertEquals(6 + off, solution.statistics().steps());
                SolveOptions back = given
                        ? options.controller(new StepTo(1.5, 1.25, 1, 0.75, 0.5, 0.25, 0).jumpTs(jumps))
                        : options.dt0(-0.25);
                assertEquals(0, solve(solver, field, t1, 0, exact, back).y1().item(), bound);
            }
        }
    }

    /** An event in a step that a jump has cut leaves the grid as it is. */
    @Test
    void anEventInACutStepLeavesTheGridAsItIs() {
        SolveOptions options = SolveOptions.standard()
                .dt0(0.25)
                .controller(new ConstantStepSize().jumpTs(0.4))
                .saveAt(SaveAt.t0().andSteps())
                .events(Event.<Tensor, Tensor>when((t, y, a) -> t.minus(0.3)).reset((t, y, a) -> y.plus(1)));
        Solution<Tensor> solution = solve(new Tsit5(), (t, y, a) -> y.zerosLike(), 0, 1, 0, options);
        double[] ends = {0, 0.25, 0.3, Math.nextDown(0.4), 0.5, 0.75, 1};
        assertArrayEquals(ends, solution.ts(), 1e-15);
        assertEquals(1, solution.y1().item());
    }

    static Stream<Arguments> differentiable() {
        return Stream.of(new Tsit5(), new Kvaerno5().toRounding(), new Rodas5P())
                .flatMap(solver -> Stream.of(new RecursiveCheckpointAdjoint(3), new ReversibleAdjoint())
                        .map(adjoint -> Arguments.of(solver, adjoint)));
    }

    /** Declared jumps at both ends and inside, of a field that knows the time. */
    @ParameterizedTest
    @MethodSource("differentiable")
    void everyAdjointTakesTheSameSteps(Solver solver, Adjoint adjoint) {
        double[] jumps = {Sample.T0, 0.9, 1.4, Sample.T1};
        for (StepSizeController controller : List.of(
                new ClipStepSizeController(new PIDController(1e-4, 1e-5)).jumpTs(jumps),
                new ConstantStepSize().jumpTs(jumps))) {
            SolveOptions options = SolveOptions.standard()
                    .controller(controller)
                    .adjoint(adjoint)
                    .saveAt(SaveAt.t0().andTs(0.9, 1.5).andT1());
            options = controller.errorScale().isPresent() ? options : options.dt0(0.3);
            Function<Inputs, Tensor> loss = Sample.loss(solver, options);
            Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
            Inputs forward = Inputs.forwardGradient(loss, Sample.AT);
            double bound = adjoint instanceof ReversibleAdjoint ? 1e-9 : 1e-12; // reconstructed to 1e-10; rounding
            assertEquals(0, gradient.distance(forward), bound, adjoint.toString());
        }
    }

    /** The derivative for the end is the slope there, from before the jump. */
    @ParameterizedTest
    @MethodSource("adaptive")
    void theEndMovesAlongTheSlopeBeforeTheJump(Solver solver) {
        VectorField<Tensor, Tensor> field = (t, u, a) ->
                t.greaterEqual(1).times(20).minus(u).plus(t.times(3).sin());
        double slope = Math.sin(3) - moving(1, 0, 1, 0);
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint())) {
            Function<Tensor, Tensor> end = t1 -> diffeqsolve(
                            term(solver, field), solver, Tensor.scalar(0), t1, Tensor.of(1), null, told(adjoint, 1))
                    .y1()
                    .sum();
            // steps that were held have an error of their size in it: they are short
            assertEquals(slope, Autodiff.grad(end).apply(Tensor.scalar(1)).item(), 1e-4, adjoint.toString());
        }
    }

    @Test
    void backsolveSeesTheOtherSideOfTheSameJumps() {
        ODETerm<Tensor, Tensor> field = new ODETerm<>((t, u, a) -> t.greaterEqual(1)
                .times(20)
                .minus(u)
                .plus(t.greaterEqual(2).times(-40))
                .times(a));
        for (Solver solver : List.of(new Tsit5(), new Kvaerno5(), new Rodas5P())) {
            Function<Adjoint, Double> gradient = adjoint -> Autodiff.grad(
                            (Tensor q) -> diffeqsolve(field, solver, 1, 2, Tensor.of(1), q, told(adjoint, 1, 2))
                                    .y1()
                                    .sum())
                    .apply(Tensor.scalar(0.7))
                    .item();
            double exact = 19 * Math.exp(-0.7); // u = 20 − 19 exp(−q)
            assertEquals(exact, gradient.apply(new DirectAdjoint()), 1e-6);
            assertEquals(exact, gradient.apply(new BacksolveAdjoint()), 1e-6);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void stepByStepIsTheSameSolve(boolean reversible) {
        Adjoint adjoint = reversible ? new ReversibleAdjoint() : new DirectAdjoint();
        ODETerm<Tensor, Tensor> field = new ODETerm<>(
                (t, u, a) -> t.times(3).sin().minus(u).plus(t.greater(1).times(20)));
        SolveOptions options = told(adjoint, 0, 1, 2).saveAt(SaveAt.steps());
        Solution<Tensor> whole = diffeqsolve(field, new Kvaerno5(), 0, 2, Tensor.of(1), null, options);
        Stepper<Tensor> stepper = Stepper.init(field, new Kvaerno5(), 0, 2, Tensor.of(1.0), null, options);
        double[] ys = whole.ys().toArray();
        for (double y : ys) {
            stepper = stepper.step();
            assertEquals(y, stepper.y().item());
        }
        assertTrue(stepper.isDone());
    }
}
