package org.palinode.tests.ode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Instance;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ControllerState;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.Span;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepSizes;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.event.Event;
import org.palinode.ode.integrate.SolveState;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.ImplicitSolver;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** A solve that goes on from the state of another one is the second part of a single solve. */
class ContinuedSolveTest {
    private static final SaveAt STATE = SaveAt.t1().andState();

    /** dt0 is no binary fraction, so that the ends of steps are rounded. */
    private static final SolveOptions CONSTANT =
            SolveOptions.standard().dt0(0.01).saveAt(STATE);

    /** Each way of solving: every solver, and the wrapper round some, which sets its copy back where it is coupled loosely. */
    static Stream<Solver> solvers() {
        return Stream.concat(
                Solvers.each().stream(),
                Stream.of(
                        new Reversible(new Tsit5()),
                        new Reversible(new RungeKutta4(), 0.9),
                        new Reversible(Solvers.implicit().get(1))));
    }

    private static Solution<Tensor> solve(Solver solver, double t0, double t1, Tensor y0, SolveOptions options) {
        return Sample.solve(new Inputs(y0, Sample.AT.args(), Sample.AT.closedOver()), solver, t0, t1, options);
    }

    private static void assertBits(Tensor expected, Tensor actual) {
        assertArrayEquals(expected.toArray(), actual.toArray());
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void aSolveOfConstantStepsCutInTwoEqualsTheWholeToTheBit(Solver solver) {
        Solution<Tensor> whole = solve(solver, Sample.T0, Sample.T1, Sample.AT.y0(), CONSTANT);
        double cut = whole.stepTimes()[77];
        Solution<Tensor> first = solve(solver, Sample.T0, cut, Sample.AT.y0(), CONSTANT);
        Solution<Tensor> second = solve(solver, cut, Sample.T1, first.y1(), CONSTANT.from(first.state()));
        assertEquals(200, whole.statistics().accepted());
        assertArrayEquals(Arrays.copyOf(whole.stepTimes(), 78), first.stepTimes());
        assertArrayEquals(Arrays.copyOfRange(whole.stepTimes(), 77, 201), second.stepTimes());
        assertBits(whole.y1(), second.y1());
        assertBits(
                whole.state().solver().orElseThrow().vectors(),
                second.state().solver().orElseThrow().vectors());
        assertEquals(
                whole.statistics().evaluations(),
                first.statistics().evaluations() + second.statistics().evaluations());
    }

    /** The wrapper at coupling 0.8 sets its copy back some times on either side of the cut, and the segment at the cut goes on. */
    @Test
    void segmentsOfAReversibleSolveGoOn() {
        Reversible solver = new Reversible(new RungeKutta4(), 0.8);
        Solution<Tensor> whole = solve(solver, Sample.T0, Sample.T1, Sample.AT.y0(), CONSTANT);
        assertTrue(whole.statistics().resyncs() > 2, whole.statistics().toString());
        for (int step = 1; step < 200; step++) {
            double cut = whole.stepTimes()[step];
            Solution<Tensor> first = solve(solver, Sample.T0, cut, Sample.AT.y0(), CONSTANT);
            Solution<Tensor> second = solve(solver, cut, Sample.T1, first.y1(), CONSTANT.from(first.state()));
            assertBits(whole.y1(), second.y1());
        }
    }

    /** Without the state it is another solve: the tests above see what they should. */
    @Test
    void aSolveThatBeginsAnewDiffers() {
        for (Solver solver : List.of(new LeapfrogMidpoint(), new ReversibleHeun(), new Reversible(new Tsit5()))) {
            Solution<Tensor> whole = solve(solver, Sample.T0, Sample.T1, Sample.AT.y0(), CONSTANT);
            double cut = whole.stepTimes()[77];
            Solution<Tensor> first = solve(solver, Sample.T0, cut, Sample.AT.y0(), CONSTANT);
            SolveState without = first.state().withoutSolver();
            Tensor other = solve(solver, cut, Sample.T1, first.y1(), CONSTANT.from(without))
                    .y1();
            assertNotEquals(0, Gap.absolute(whole.y1(), other));
        }
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void aSolveOfGivenStepsCutInTwoEqualsTheWholeToTheBit(Solver solver) {
        double[] times =
                Tensor.linspace(0, 1, 60).square().times(2).plus(Sample.T0).toArray();
        double end = times[59];
        SolveOptions options = SolveOptions.standard().saveAt(STATE);
        Solution<Tensor> whole = solve(solver, times[0], end, Sample.AT.y0(), options.controller(new StepTo(times)));
        Solution<Tensor> first = solve(
                solver, times[0], times[20], Sample.AT.y0(), options.controller(new StepTo(Arrays.copyOf(times, 21))));
        Solution<Tensor> second = solve(
                solver,
                times[20],
                end,
                first.y1(),
                options.controller(new StepTo(Arrays.copyOfRange(times, 20, 60)))
                        .from(first.state().withoutController()));
        assertBits(whole.y1(), second.y1());
    }

    /** Controllers and solvers that reject no step here. */
    static Stream<Arguments> adaptive() {
        PIDController pid = new PIDController(1e-6, 1e-8).withCoefficients(0.3, 0.4, 0.05);
        StepSizeController clipped = new ClipStepSizeController(pid).stepTs(0.7, 1.05, 1.9);
        StepSizeController least = new PIDController(1e-6, 1e-8).withDtmin(0.02);
        return Stream.of(
                Arguments.of(pid, new Tsit5()),
                Arguments.of(pid, new Reversible(new Tsit5())),
                Arguments.of(least, new ReversibleHeun()),
                Arguments.of(least, new Kvaerno3()),
                Arguments.of(clipped, new Tsit5()),
                Arguments.of(clipped, new Reversible(new Tsit5())));
    }

    /** An attempt that was to be rejected would have been cut short by t1; {@link StepperTest} stops anywhere. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("adaptive")
    void anAdaptiveSolveCutAtTheEndOfAStepEqualsTheWholeToTheBit(StepSizeController controller, Solver solver) {
        for (double sign : new double[] {1, -1}) {
            double t1 = sign > 0 ? Sample.T1 : -1.8;
            SolveOptions options = SolveOptions.standard()
                    .controller(controller)
                    .dt0(sign * 0.01)
                    .saveAt(STATE);
            Solution<Tensor> whole = solve(solver, Sample.T0, t1, Sample.AT.y0(), options);
            assertEquals(0, whole.statistics().rejected());
            double[] ends = whole.stepTimes();
            for (int step = 1; step < ends.length - 1; step += Math.max(1, ends.length / 7)) {
                Solution<Tensor> first = solve(solver, Sample.T0, ends[step], Sample.AT.y0(), options);
                Solution<Tensor> second = solve(solver, ends[step], t1, first.y1(), options.from(first.state()));
                assertBits(whole.y1(), second.y1());
                assertArrayEquals(Arrays.copyOfRange(ends, step, ends.length), second.stepTimes());
                assertEquals(whole.state().controller(), second.state().controller());
            }
        }
    }

    /** The loss of the whole solve: Σ over the value at the cut and at the end. */
    private static Function<Inputs, Tensor> whole(Solver solver, double cut, SolveOptions options) {
        return in -> Sample.weighted(Sample.solve(
                        in,
                        solver,
                        Sample.T0,
                        Sample.T1,
                        options.saveAt(SaveAt.ts(cut).andT1()))
                .ys());
    }

    private static Function<Inputs, Tensor> cutInTwo(Solver solver, double cut, SolveOptions options) {
        return in -> {
            Solution<Tensor> first = Sample.solve(in, solver, Sample.T0, cut, options.saveAt(STATE));
            Inputs there = new Inputs(first.y1(), in.args(), in.closedOver());
            Solution<Tensor> second = Sample.solve(
                    there, solver, cut, Sample.T1, options.saveAt(SaveAt.t1()).from(first.state()));
            return Sample.weighted(Tensor.stack(first.y1(), second.y1()));
        };
    }

    static Stream<Arguments> exact() {
        List<Arguments> grid = new ArrayList<>();
        List<Solver> solvers = List.of(
                new Tsit5(),
                Solvers.implicit().get(1),
                new ReversibleHeun(),
                new LeapfrogMidpoint(),
                new EES25(),
                new Reversible(new RungeKutta4(), 0.9));
        for (Solver solver : solvers) {
            for (Adjoint adjoint : List.of(
                    new DirectAdjoint(),
                    new DirectAdjoint(0),
                    new RecursiveCheckpointAdjoint(4),
                    new ForwardModeAdjoint(),
                    new ReversibleAdjoint())) {
                grid.add(Arguments.of(solver, adjoint));
            }
        }
        return grid.stream();
    }

    /**
     * The same numbers multiplied in the same order, but for what two solves add to a gradient in two sums: rounding. What is reconstructed is
     * accepted to 1e-10, and with the equations of implicit steps solved to 1e-13 no better than 1e-8.
     */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("exact")
    void theGradientThroughTheStateIsThatOfTheWholeSolve(Solver solver, Adjoint adjoint) {
        SolveOptions options = SolveOptions.standard().dt0(0.02).adjoint(adjoint);
        double cut =
                solve(solver, Sample.T0, Sample.T1, Sample.AT.y0(), options).stepTimes()[33];
        Inputs gradient = Autodiff.grad(cutInTwo(solver, cut, options)).apply(Sample.AT);
        Inputs reference = Autodiff.grad(whole(solver, cut, options)).apply(Sample.AT);
        boolean implicit = solver instanceof Kvaerno3;
        double tolerance = adjoint instanceof ReversibleAdjoint ? (implicit ? 1e-8 : 1e-10) : 1e-12;
        assertEquals(0, gradient.distance(reference), tolerance);
    }

    /** Any solver, steps, direction, adjoint and cuts: values to the bit, gradients to rounding. A failure names its seed. */
    @ParameterizedTest
    @ValueSource(ints = 20)
    void randomPiecesAreTheWhole(int count) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        System.out.println("ContinuedSolveTest: seed " + seed);
        List<Solver> solvers = solvers()
                .filter(solver -> !(solver instanceof EES25 || solver instanceof EES27))
                .toList();
        for (int i = 0; i < count; i++) {
            Solver solver = solvers.get(random.nextInt(solvers.size()));
            double t1 = random.nextBoolean() ? Sample.T1 : -1.7;
            SolveOptions options = randomOptions(random, solver, Math.signum(t1));
            double[] ends =
                    solve(solver, Sample.T0, t1, Sample.AT.y0(), options).stepTimes();
            int[] steps = {1 + random.nextInt(ends.length / 2), 1 + random.nextInt(ends.length / 3)};
            SaveAt cuts = SaveAt.ts(ends[steps[0]], ends[steps[0] + steps[1]]).andT1();
            Function<Inputs, Tensor> whole =
                    in -> Sample.weighted(Sample.solve(in, solver, Sample.T0, t1, options.saveAt(cuts))
                            .ys());
            Function<Inputs, Tensor> pieces = in -> Sample.weighted(inPieces(in, solver, t1, options, steps));
            String what = "seed " + seed + ", combination " + i + ": " + solver + ", " + options;
            assertEquals(whole.apply(Sample.AT).item(), pieces.apply(Sample.AT).item(), what);
            Inputs reference = Autodiff.grad(whole).apply(Sample.AT);
            double gap = Autodiff.grad(pieces).apply(Sample.AT).distance(reference);
            assertEquals(0, gap, tolerance(solver, options.adjoint()), what);
        }
    }

    @Test
    @Tag("long")
    void soAreTwoHundred() {
        randomPiecesAreTheWhole(200);
    }

    private static SolveOptions randomOptions(Random random, Solver solver, double direction) {
        List<Adjoint> adjoints = List.of(
                new DirectAdjoint(),
                new DirectAdjoint(0),
                new RecursiveCheckpointAdjoint(1 + random.nextInt(5)),
                new ReversibleAdjoint());
        double dt0 = direction * (0.01 + 0.05 * random.nextDouble());
        SolveOptions options = SolveOptions.standard().dt0(dt0).adjoint(adjoints.get(random.nextInt(4)));
        boolean adaptive = solver.estimatesError() && random.nextBoolean();
        return adaptive ? options.controller(new PIDController(1e-4, 1e-6).withCoefficients(0.2, 0.3, 0.1)) : options;
    }

    /** [pieces, n]: where each ends, all but the last taken by a stepper. */
    private static Tensor inPieces(Inputs in, Solver solver, double t1, SolveOptions options, int[] steps) {
        List<Tensor> ends = new ArrayList<>();
        Tensor y = in.y0();
        SolveState state = SolveState.beginning(Sample.T0);
        for (int count : steps) {
            Stepper<Tensor> stepper = Stepper.resume(Sample.term(in, solver), solver, state, t1, y, in.args(), options)
                    .step(count);
            y = stepper.y();
            state = stepper.state();
            ends.add(y);
        }
        Inputs there = new Inputs(y, in.args(), in.closedOver());
        ends.add(Sample.solve(there, solver, state.t(), t1, options.from(state)).y1());
        return Tensor.stack(0, ends);
    }

    /** Rounding; each piece that is taken back is accepted to 1e-10, and with equations solved to 1e-12 no better than 1e-8. */
    private static double tolerance(Solver solver, Adjoint adjoint) {
        boolean inner = solver instanceof ImplicitSolver
                || solver instanceof Reversible wrapper && wrapper.base() instanceof ImplicitSolver;
        return adjoint instanceof ReversibleAdjoint ? (inner ? 1e-8 : 1e-9) : 1e-11;
    }

    @Test
    void adaptiveStepsHaveTheGradientOfTheWholeSolveToo() {
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint())) {
            SolveOptions options = SolveOptions.standard()
                    .controller(new PIDController(1e-5, 1e-7))
                    .adjoint(adjoint);
            double cut = solve(new Tsit5(), Sample.T0, Sample.T1, Sample.AT.y0(), options)
                    .stepTimes()[5];
            Inputs gradient = Autodiff.grad(cutInTwo(new Tsit5(), cut, options)).apply(Sample.AT);
            Inputs reference = Autodiff.grad(whole(new Tsit5(), cut, options)).apply(Sample.AT);
            assertEquals(0, gradient.distance(reference), adjoint instanceof ReversibleAdjoint ? 1e-10 : 1e-12);
        }
    }

    @Test
    void anotherAdjointMayPullTheRecordingBack() {
        SolveOptions options = SolveOptions.standard().dt0(0.02);
        double cut = solve(new ReversibleHeun(), Sample.T0, Sample.T1, Sample.AT.y0(), options)
                .stepTimes()[33];
        var recording = Autodiff.vjp(cutInTwo(new ReversibleHeun(), cut, options), Sample.AT);
        Inputs reference = recording.pullBack(Tensor.scalar(1));
        for (Adjoint adjoint : List.of(new DirectAdjoint(), new ReversibleAdjoint(), new ForwardModeAdjoint())) {
            Inputs gradient = recording.pullBack(Tensor.scalar(1), Recorded.under(adjoint));
            assertEquals(0, gradient.distance(reference), 1e-10); // what is taken back is accepted to that
        }
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> recording.pullBack(Tensor.scalar(1), Recorded.under(new BacksolveAdjoint())));
        assertTrue(
                refusal.getMessage().startsWith("BacksolveAdjoint cannot differentiate through what a solver hands on"),
                refusal.getMessage());
    }

    private record Body(Tensor place, List<Tensor> rest) {}

    @Test
    void treesOfFloat32GoOnToo() {
        Body y0 = new Body(
                Tensor.of(1, -0.5).cast(DType.FLOAT32), List.of(Tensor.of(0.25).cast(DType.FLOAT32)));
        ODETerm<Body, Tensor> term = new ODETerm<>((t, y, args) -> new Body(
                y.place().times(y.rest().get(0)).cos(),
                List.of(y.rest().get(0).times(-0.5).plus(t))));
        for (Solver solver : List.of(new Tsit5(), new LeapfrogMidpoint(), new Reversible(new RungeKutta4(), 0.9))) {
            Solution<Body> whole = diffeqsolve(term, solver, 0, 2, y0, null, CONSTANT);
            double cut = whole.stepTimes()[130];
            Solution<Body> first = diffeqsolve(term, solver, 0, cut, y0, null, CONSTANT);
            Solution<Body> second = diffeqsolve(term, solver, cut, 2, first.y1(), null, CONSTANT.from(first.state()));
            assertBits(whole.y1().place(), second.y1().place());
            assertBits(whole.y1().rest().get(0), second.y1().rest().get(0));
        }
    }

    @Test
    void manySolvesGoOnEachFromItsOwn() {
        Solver solver = new ReversibleHeun();
        List<Instance<Tensor, Tensor>> starts = new ArrayList<>();
        List<Tensor> wholes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Tensor y0 = Sample.AT.y0().times(1 + i);
            wholes.add(solve(solver, Sample.T0, Sample.T1, y0, CONSTANT).y1());
            starts.add(new Instance<>(Sample.T0, Sample.T0 + 0.01 * (10 + i), y0, Sample.AT.args(), CONSTANT));
        }
        List<Instance<Tensor, Tensor>> rest = new ArrayList<>();
        for (Solution<Tensor> first : SolveEach.solveEach(Sample.term(Sample.AT, solver), solver, starts, 2)) {
            SolveState state = first.state();
            rest.add(new Instance<>(state.t(), Sample.T1, first.y1(), Sample.AT.args(), CONSTANT.from(state)));
        }
        List<Solution<Tensor>> ends = SolveEach.solveEach(Sample.term(Sample.AT, solver), solver, rest, 2);
        for (int i = 0; i < 5; i++) {
            assertBits(wholes.get(i), ends.get(i).y1());
        }
    }

    @Test
    void derivativesOfDerivativesGoThroughTheState() {
        SolveOptions options = SolveOptions.standard().dt0(0.1);
        Inputs direction = new Inputs(
                Tensor.of(0.3, -0.2, 1),
                Tensor.of(-1, 0.4),
                Sample.AT.closedOver().times(0.7));
        double cut = solve(new ReversibleHeun(), Sample.T0, Sample.T1, Sample.AT.y0(), options)
                .stepTimes()[9];
        Inputs there = Autodiff.hvp(cutInTwo(new ReversibleHeun(), cut, options), Sample.AT, direction);
        Inputs reference = Autodiff.hvp(whole(new ReversibleHeun(), cut, options), Sample.AT, direction);
        assertEquals(0, there.distance(reference), 1e-11); // sums of second derivatives, in another order
    }

    /** The first solve ends where y₂ falls through 0.2, a time that depends on everything; the second goes on from there. */
    @Test
    void theGradientGoesThroughAStateAtAnEvent() {
        Event<Tensor, Tensor> falls =
                Event.<Tensor, Tensor>when((t, y, args) -> y.get(2).minus(0.2));
        for (Solver solver : List.of(new ReversibleHeun(), new Tsit5(), new Reversible(new Tsit5()))) {
            Function<Inputs, Tensor> loss = in -> {
                SolveOptions options = SolveOptions.standard().dt0(0.02);
                Solution<Tensor> first = Sample.solve(
                        in, solver, Sample.T0, Sample.T1, options.saveAt(STATE).events(falls));
                Inputs there = new Inputs(first.y1(), in.args(), in.closedOver());
                Tensor t = first.events().get(0).t();
                Tensor end = t.plus(0.4);
                SolveState state = first.state().withoutController();
                return Sample.weighted(
                        Sample.solve(there, solver, t, end, options.from(state)).y1());
            };
            Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
            assertEquals(0, gradient.distance(Inputs.forwardGradient(loss, Sample.AT)), 1e-10);
            // the grid of the first solve stays, its last step moves: differences see the same map
            assertEquals(0, gradient.distance(Inputs.differences(loss, Sample.AT)), 1e-6);
        }
    }

    /** The grid of the first solve goes on and stays; the last step, cut short by t1, moves its end with it. */
    @Test
    void theEndOfAContinuedSolveHasADerivative() {
        for (Solver solver : List.of(new Tsit5(), new ReversibleHeun())) {
            Solution<Tensor> first = solve(solver, Sample.T0, 1.2, Sample.AT.y0(), CONSTANT);
            Inputs there = new Inputs(first.y1(), Sample.AT.args(), Sample.AT.closedOver());
            SolveOptions options = CONSTANT.from(first.state()).saveAt(SaveAt.t1());
            Function<Tensor, Tensor> loss = t1 -> Sample.weighted(
                    Sample.solve(there, solver, Tensor.scalar(1.2), t1, options).y1());
            double slope = Autodiff.grad(loss).apply(Tensor.scalar(2.205)).item();
            double h = 1e-5;
            double difference = loss.apply(Tensor.scalar(2.205 + h))
                            .minus(loss.apply(Tensor.scalar(2.205 - h)))
                            .item()
                    / (2 * h);
            assertEquals(difference, slope, 1e-8); // h² times a third derivative of order one
        }
    }

    @Test
    void aSolveWithoutStepsHandsOnWhatItWasGiven() {
        Solution<Tensor> first = solve(new ReversibleHeun(), Sample.T0, 1, Sample.AT.y0(), CONSTANT);
        Solution<Tensor> none = solve(new ReversibleHeun(), 1, 1, first.y1(), CONSTANT.from(first.state()));
        assertBits(
                first.state().solver().orElseThrow().vectors(),
                none.state().solver().orElseThrow().vectors());
        assertEquals(first.state().controller(), none.state().controller());
    }

    @Test
    void aStateThatDoesNotFitIsRefused() {
        SolveState state =
                solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), CONSTANT).state();
        Tensor y0 = Sample.AT.y0();
        refused(
                () -> solve(new ReversibleHeun(), 1, 2, y0, CONSTANT.from(state)),
                "the solver state is of Tsit5[], but this solve steps with ReversibleHeun[]; use the same solver under the same"
                        + " adjoint, or begin from y0 alone: SolveState.withoutSolver()");
        refused(
                () -> solve(new Tsit5(), 1, 2, y0, CONSTANT.from(state).adjoint(new ReversibleAdjoint())),
                "the solver state is of Tsit5[], but this solve steps with Reversible[");
        refused(
                () -> solve(new Tsit5(), 1.5, 2, y0, CONSTANT.from(state)),
                "the state of a solve is that at t = 1.0, but this solve starts at t0 = 1.5; start where the other one ended");
        ODETerm<Tensor, Tensor> decay = new ODETerm<>((t, y, args) -> y.negate());
        refused(
                () -> diffeqsolve(decay, new Tsit5(), 1, 2, Tensor.of(1.0, 2), null, CONSTANT.from(state)),
                "the solver state holds f64[1, 3], [vectors, numbers of the state], but with this y0 the solver needs"
                        + " f64[1, 2]; go on with a y0 like that of the solve it comes from");
        refused(
                () -> solve(new Tsit5(), 1, 2, y0, CONSTANT.from(state).controller(new PIDController(1e-3, 1e-3))),
                "the controller state is of ConstantStepSize[], but this solve is under PIDController[");
        refused(
                () -> solve(
                        new Tsit5(),
                        1,
                        0,
                        y0,
                        SolveOptions.standard().dt0(-0.01).from(state)),
                "the controller state is of a solve in the direction 1.0 of time, but this one goes in the direction -1.0");
    }

    @Test
    void stepsThatWereGivenGoOnToTheLastOfThem() {
        StepTo steps = new StepTo(Sample.T0, 0.4, 0.9, 1.3);
        SolveOptions options = SolveOptions.standard().controller(steps).saveAt(STATE);
        SolveState state =
                solve(new Tsit5(), Sample.T0, 1.3, Sample.AT.y0(), options).state();
        refused(
                () -> solve(new Tsit5(), 1.3, 2, Sample.AT.y0(), options.from(state)),
                "the steps of this StepTo go on to 1.3, but the solve to 2.0; solve to 1.3, or begin with a StepTo from here");
    }

    @Test
    void aControllersStateHasAllItsNumbers() {
        PIDController pid = new PIDController(1e-6, 1e-6);
        for (var controller : List.of(pid, CONSTANT.controller(), new StepTo(1, 2), new ClipStepSizeController(pid))) {
            SolveState state =
                    new SolveState(1, Optional.empty(), Optional.of(new ControllerState(controller, 1, new double[0])));
            var refusal = assertThrows(
                    IllegalArgumentException.class,
                    () -> solve(
                            new Tsit5(),
                            1,
                            2,
                            Sample.AT.y0(),
                            CONSTANT.controller(controller).from(state)));
            assertTrue(
                    refusal.getMessage()
                            .matches("a state of " + controller.getClass().getSimpleName()
                                    + "\\[.*\\] has [1-5] numbers, got 0; "
                                    + "give all of ControllerState.numbers\\(\\), or begin step sizes anew: .*"),
                    refusal.getMessage());
        }
    }

    /** Steps of a tenth, by a controller that does not say where it stands. */
    private record Tenths() implements StepSizeController {
        private static final class Sizes implements StepSizes {
            private double next;

            Sizes(double t0) {
                next = t0 + 0.1;
            }

            @Override
            public double firstEnd() {
                return next;
            }

            @Override
            public Verdict judge(double start, double end, double error) {
                next = end + 0.1;
                return Verdict.ACCEPT;
            }

            @Override
            public double nextEnd() {
                return next;
            }
        }

        @Override
        public StepSizes begin(Span span) {
            return new Sizes(span.t0());
        }
    }

    @Test
    void aControllerThatDoesNotSayWhereItStandsIsRefusedBeforeTheFirstStep() {
        SolveOptions options = SolveOptions.standard().controller(new Tenths());
        assertEquals(
                20,
                solve(new Tsit5(), Sample.T0, Sample.T1, Sample.AT.y0(), options)
                        .statistics()
                        .accepted());
        List<Double> told = new ArrayList<>();
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> solve(
                        new Tsit5(),
                        Sample.T0,
                        1,
                        Sample.AT.y0(),
                        options.saveAt(STATE).onProgress(progress -> told.add(progress.t()), Duration.ZERO)));
        assertEquals(
                Tenths.Sizes.class.getName()
                        + " has no state from which another solve could go on; implement StepSizes.state and"
                        + " StepSizeController.resume, or solve without SaveAt.andState()",
                refusal.getMessage());
        assertEquals(List.of(), told);
        SolveState state =
                new SolveState(1, Optional.empty(), Optional.of(new ControllerState(new Tenths(), 1, new double[0])));
        var other = assertThrows(
                UnsupportedOperationException.class,
                () -> solve(new Tsit5(), 1, 2, Sample.AT.y0(), options.from(state)));
        assertEquals(
                Tenths.class.getName()
                        + " cannot go on with the steps of another solve; implement StepSizeController.resume, or leave its state"
                        + " out: SolveState.withoutController()",
                other.getMessage());
    }

    @Test
    void aStateThatWasNotKeptIsNotThere() {
        Solution<Tensor> without = solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), CONSTANT.saveAt(SaveAt.t1()));
        var refusal = assertThrows(IllegalStateException.class, without::state);
        assertEquals(
                "this solution did not keep where it ended; ask for it with SaveAt.t1().andState()",
                refusal.getMessage());
        Solution<Tensor> failed = solve(
                new Tsit5(), Sample.T0, 1, Sample.AT.y0(), CONSTANT.maxSteps(3).throwing(false));
        var failure = assertThrows(IllegalStateException.class, failed::state);
        assertTrue(
                failure.getMessage().startsWith("a failed solve has no state to go on from: "), failure.getMessage());
    }

    @Test
    void adjointsThatKnowNothingOfTheStateRefuseToDifferentiateThroughIt() {
        for (Adjoint adjoint : List.of(new BacksolveAdjoint(), new ImplicitAdjoint())) {
            SolveOptions options = SolveOptions.standard().dt0(0.02);
            var refusal = assertThrows(
                    UnsupportedOperationException.class,
                    () -> Autodiff.grad((Inputs in) -> {
                                Solution<Tensor> first =
                                        Sample.solve(in, new Tsit5(), Sample.T0, 1, options.saveAt(STATE));
                                Inputs there = new Inputs(first.y1(), in.args(), in.closedOver());
                                return Sample.solve(
                                                there,
                                                new Tsit5(),
                                                1,
                                                2,
                                                options.adjoint(adjoint).from(first.state()))
                                        .y1()
                                        .sum();
                            })
                            .apply(Sample.AT));
            assertTrue(
                    refusal.getMessage()
                            .startsWith(adjoint.getClass().getSimpleName()
                                    + " cannot differentiate through what a solver hands on"),
                    refusal.getMessage());
        }
    }

    /** Where the state is taken as constant the continuous adjoint serves a solve that goes on: y0 is all its equations know. */
    @Test
    void backsolveGoesOnFromAStateWithoutAGradient() {
        SolveOptions options = SolveOptions.standard().dt0(0.002);
        SolveState state = solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), options.saveAt(STATE))
                .state();
        Function<Inputs, Tensor> loss = in -> Sample.weighted(Sample.solve(
                        in,
                        new Tsit5(),
                        1,
                        2,
                        options.adjoint(new BacksolveAdjoint()).from(state))
                .y1());
        Inputs at = new Inputs(
                solve(new Tsit5(), Sample.T0, 1, Sample.AT.y0(), options).y1(),
                Sample.AT.args(),
                Sample.AT.closedOver());
        Function<Inputs, Tensor> alone =
                in -> Sample.weighted(Sample.solve(in, new Tsit5(), 1, 2, options.adjoint(new DirectAdjoint()))
                        .y1());
        Inputs gradient = Autodiff.grad(loss).apply(at);
        assertEquals(0, gradient.distance(Autodiff.grad(alone).apply(at)), 1e-9); // the accuracy of the backward solve
    }

    private static void refused(Runnable attempt, String text) {
        var refusal = assertThrows(IllegalArgumentException.class, attempt::run);
        assertTrue(refusal.getMessage().startsWith(text), refusal.getMessage());
    }
}
