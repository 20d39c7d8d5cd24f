package org.palinode.tests.ode.resume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.resume.Continued.CONSTANT;
import static org.palinode.tests.ode.resume.Continued.STATE;
import static org.palinode.tests.ode.resume.Continued.assertBits;
import static org.palinode.tests.ode.resume.Continued.solve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Sample;

/** A solve that goes on from the state of another one is the second part of a single solve. */
class ContinuedSolveTest {
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.resume.Continued#solvers")
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
            ResumePoint without = first.state().withoutSolver();
            Tensor other = solve(solver, cut, Sample.T1, first.y1(), CONSTANT.from(without))
                    .y1();
            assertNotEquals(0, Gap.absolute(whole.y1(), other));
        }
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.resume.Continued#solvers")
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

    /** u' = 20 [t > 1] − u from 1: exp(−2) + 20 (1 − 1/e) at 2. What the first solve hands on saw the field before the jump. */
    @ParameterizedTest
    @MethodSource("acrossAJump")
    void aSolveCutAtAJumpIsTheWhole(Solver solver, double accuracy) {
        ODETerm<Tensor, Tensor> jump =
                new ODETerm<>((t, u, a) -> a.times(t.greater(1)).minus(u));
        for (double cut : new double[] {Math.nextDown(1.0), 1, Math.nextUp(1.0)}) {
            SolveOptions options =
                    SolveOptions.standard().saveAt(STATE).dt0(0.01).controller(new ConstantStepSize().jumpTs(1));
            UnaryOperator<Tensor> end = a -> {
                Solution<Tensor> first = diffeqsolve(jump, solver, 0, cut, Tensor.of(1.0), a, options);
                return diffeqsolve(jump, solver, cut, 2, first.y1(), a, options.from(first.state()))
                        .y1()
                        .sum();
            };
            double afterJump = 1 - Math.exp(-1);
            assertEquals(
                    Math.exp(-2) + 20 * afterJump, end.apply(Tensor.scalar(20)).item(), 20 * accuracy);
            assertEquals(
                    afterJump,
                    Autodiff.grad(end::apply).apply(Tensor.scalar(20)).item(),
                    accuracy);
        }
    }

    /** Accuracies are those of whole solves at h = 0.01, twice. */
    static Stream<Arguments> acrossAJump() {
        return Stream.of(
                Arguments.of(new Tsit5(), 1e-12),
                Arguments.of(new Reversible(new Tsit5()), 1e-12),
                Arguments.of(new ReversibleHeun(), 2e-5),
                Arguments.of(new LeapfrogMidpoint(), 1e-4));
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
        List<SolveInstance<Tensor, Tensor>> starts = new ArrayList<>();
        List<Tensor> wholes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Tensor y0 = Sample.AT.y0().times(1 + i);
            wholes.add(solve(solver, Sample.T0, Sample.T1, y0, CONSTANT).y1());
            starts.add(new SolveInstance<>(Sample.T0, Sample.T0 + 0.01 * (10 + i), y0, Sample.AT.args(), CONSTANT));
        }
        List<SolveInstance<Tensor, Tensor>> rest = new ArrayList<>();
        for (Solution<Tensor> first : SolveEach.solveEach(Sample.term(Sample.AT, solver), solver, starts, 2)) {
            ResumePoint state = first.state();
            rest.add(new SolveInstance<>(state.t(), Sample.T1, first.y1(), Sample.AT.args(), CONSTANT.from(state)));
        }
        List<Solution<Tensor>> ends = SolveEach.solveEach(Sample.term(Sample.AT, solver), solver, rest, 2);
        for (int i = 0; i < 5; i++) {
            assertBits(wholes.get(i), ends.get(i).y1());
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

    /** As tensors are: what a state holds may be followed by a trace, and has no numbers then. */
    @Test
    void statesAreEqualWhereTheyHoldTheSameTensors() {
        Solution<Tensor> solution = solve(new ReversibleHeun(), Sample.T0, 1, Sample.AT.y0(), CONSTANT);
        ResumePoint state = solution.state();
        ResumePoint again = solution.state();
        assertEquals(state, new ResumePoint(state.t(), state.solver(), state.controller()));
        assertNotEquals(state, again);
        assertEquals(state.withoutSolver(), again.withoutSolver());
        assertBits(
                state.solver().orElseThrow().vectors(),
                again.solver().orElseThrow().vectors());
    }
}
