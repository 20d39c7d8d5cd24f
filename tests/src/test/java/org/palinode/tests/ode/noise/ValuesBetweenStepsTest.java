package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.root.RootFinder;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Under noise the inside of a step is the straight line between its ends, and steps may be made to end where values are saved. */
class ValuesBetweenStepsTest {
    private static final VirtualBrownianTree<Tensor> PATH =
            VirtualBrownianTree.of(RandomKey.of(4), 0, 1, 1e-5, 2).with(LevyArea.SPACE_TIME);
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.125);
    private static final Tensor START = Tensor.of(0.4, 1.3);
    private static final double[] TS = {0.1, 0.33, 0.5, 0.77};

    private static Term<Tensor, Void> additive() {
        return new ODETerm<Tensor, Void>((t, y, args) -> y.times(2).sin())
                .plus(Diffusion.additive((t, args) -> Tensor.eye(2).times(t.plus(1)), PATH));
    }

    private static Term<Tensor, Void> general() {
        return new ODETerm<Tensor, Void>((t, y, args) -> y.times(2).sin())
                .plus(Diffusion.general(
                        (t, y, args) -> Tensor.stack(
                                0, Tensor.stack(y.get(1), y.get(0).cos()), Tensor.stack(y.get(0), y.get(1))),
                        PATH));
    }

    private static Term<Tensor, Void> pureNoise() {
        return Diffusion.additive((t, args) -> Tensor.eye(2), PATH);
    }

    static List<Solver> solvers() {
        return List.of(
                new Heun(),
                new Tsit5(),
                new EES25(),
                new ReversibleHeun(),
                new SPaRK(),
                new Reversible(new Tsit5()),
                new Kvaerno3(RootFinder.veryChord().tolerances(1e-8, 1e-8).maxIterations(99)),
                new Rodas5P());
    }

    private static Tensor between(Tensor from, Tensor to, double theta) {
        return from.times(1 - theta).plus(to.times(theta));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void theInsideOfAStepIsAStraightLine(Solver solver) {
        var saved = SaveAt.t0().andSteps().andDense();
        var solution = diffeqsolve(additive(), solver, 0, 1, START, null, STEPS.saveAt(saved));
        var inside = diffeqsolve(additive(), solver, 0, 1, START, null, STEPS.saveAt(SaveAt.ts(0.15, 0.2)));
        for (int step = 0; step < 8; step++) {
            Tensor line = between(solution.y(step), solution.y(step + 1), 0.3);
            double[] found = solution.evaluate((step + 0.3) / 8).toArray();
            assertArrayEquals(line.toArray(), found, 1e-12, solver + ""); // rounding of the fraction
        }
        assertArrayEquals(
                between(solution.y(1), solution.y(2), 0.2).toArray(),
                inside.y(0).toArray(),
                1e-12);
        assertArrayEquals(
                between(solution.y(1), solution.y(2), 0.6).toArray(),
                inside.y(1).toArray(),
                1e-12);
    }

    /** Its middle is a value of the solver's own. */
    @Test
    void theInsideOfAHalvedStepIsTwoStraightLines() {
        var options = STEPS.saveAt(SaveAt.t0().andSteps().andDense());
        var halves = diffeqsolve(general(), new HalfSolver(new Heun()), 0, 1, START, null, options);
        var fine = diffeqsolve(general(), new Heun(), 0, 1, START, null, options.dt0(0.0625));
        for (int i = 0; i < 16; i++) {
            double t = (i + 0.25) / 16;
            assertArrayEquals(
                    fine.evaluate(t).toArray(), halves.evaluate(t).toArray(), 1e-12); // as many roundings as steps
        }
    }

    /** A bridge of length h has the variance h/4 in its middle: 5 standard errors of 2000 numbers are 16 % of it. */
    @Test
    void valuesInsideAreOffByWhatThePathDoesThere() {
        var options = SolveOptions.standard().dt0(1e-3).saveAt(SaveAt.dense());
        var solution = diffeqsolve(pureNoise(), new Tsit5(), 0, 1, Tensor.zeros(2), null, options);
        double sum = 0;
        for (int step = 0; step < 1000; step++) {
            double middle = (step + 0.5) / 1000;
            Tensor off = solution.evaluate(middle).minus(PATH.at(0, middle).get(1));
            sum += off.square().sum().item();
        }
        assertEquals(1e-3 / 4, sum / 2000, 0.16 * 1e-3 / 4);
    }

    /** With constant, given and adaptive steps values are the path itself, and no interpolant of it. */
    @Test
    void stepsEndAtSavedTimes() {
        Tensor expected = PATH.at(0, 0.1, 0.33, 0.5, 0.77);
        var saved = SaveAt.ts(TS).stepAtTs();
        for (SolveOptions options : List.of(
                SolveOptions.standard().dt0(0.02).controller(new ConstantStepSize().jumpTs(0.25)),
                SolveOptions.standard().dt0(0.02),
                SolveOptions.standard().controller(new StepTo(0, 0.2, 0.4, 0.6, 0.8, 1)),
                SolveOptions.standard().controller(new PIDController(0, 1e-2).withDtmin(1e-3)))) {
            for (Solver solver : List.of(new Heun(), new HalfSolver(new Heun()), new ReversibleHeun())) {
                var solution = diffeqsolve(pureNoise(), solver, 0, 1, Tensor.zeros(2), null, options.saveAt(saved));
                for (int i = 0; i < TS.length; i++) {
                    assertArrayEquals(
                            expected.get(i + 1).toArray(),
                            solution.y(i).toArray(),
                            1e-13,
                            options + ""); // sums of steps
                }
                double[] times = solution.stepTimes();
                assertTrue(DoubleStream.of(TS).allMatch(t -> Arrays.binarySearch(times, t) >= 0));
            }
        }
    }

    /** Times that steps end at anyway, but for rounding, cut nothing off. */
    @Test
    void savedTimesOnTheGridAddNoSteps() {
        double[] tenths =
                DoubleStream.iterate(1, i -> i + 1).limit(9).map(i -> i / 10).toArray(); // 6 · 0.05 is 0.3 and an ulp
        for (double t1 : new double[] {1, -1}) {
            double[] ts = DoubleStream.of(tenths).map(t -> t1 * t).toArray();
            var options =
                    SolveOptions.standard().dt0(t1 * 0.05).saveAt(SaveAt.ts(ts).stepAtTs());
            Term<Tensor, Void> decay = new ODETerm<>((t, y, args) -> y.negate());
            var solution = diffeqsolve(decay, new Heun(), 0, t1, START, null, options);
            assertEquals(20, solution.outcome().accepted());
        }
    }

    static List<Adjoint> adjoints() {
        return List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint());
    }

    /** Gradients are those of the steps that were taken: as if they had been given. */
    @ParameterizedTest
    @MethodSource("adjoints")
    void gradientsGoThroughValuesWhereStepsEnd(Adjoint adjoint) {
        for (Solver solver : List.of(new Heun(), new ReversibleHeun())) {
            var options = STEPS.adjoint(adjoint).saveAt(SaveAt.ts(TS).stepAtTs());
            double[] ends =
                    diffeqsolve(general(), solver, 0, 1, START, null, options).stepTimes();
            var given = SolveOptions.standard()
                    .controller(new StepTo(ends))
                    .adjoint(adjoint)
                    .saveAt(SaveAt.ts(TS));
            assertArrayEquals(gradient(solver, given), gradient(solver, options), 1e-12, solver + ""); // the same steps
            double h = 1e-6;
            double slope = (loss(solver, options, 0.4 + h) - loss(solver, options, 0.4 - h)) / (2 * h);
            assertEquals(
                    slope, gradient(solver, options)[0], 1e-7 * Math.max(1, Math.abs(slope))); // h² and rounding / h
        }
    }

    private static double[] gradient(Solver solver, SolveOptions options) {
        Function<Tensor, Tensor> loss = y0 -> diffeqsolve(general(), solver, 0, 1, y0, null, options)
                .ys()
                .square()
                .sum();
        return grad(loss).apply(START).toArray();
    }

    private static double loss(Solver solver, SolveOptions options, double first) {
        return diffeqsolve(general(), solver, 0, 1, Tensor.of(first, 1.3), null, options)
                .ys()
                .square()
                .sum()
                .item();
    }

    /** Without noise saved values have derivatives for their times, which are slopes of the solution: h² and rounding of a difference. */
    @Test
    void withoutNoiseSavedTimesAtEndsOfStepsHaveDerivatives() {
        Term<Tensor, Void> decay = new ODETerm<>((t, y, args) -> y.negate());
        var options = SolveOptions.standard().dt0(0.01);
        Function<Tensor, Tensor> last = ts -> diffeqsolve(
                        decay,
                        new Tsit5(),
                        0,
                        1,
                        START,
                        null,
                        options.saveAt(SaveAt.ts(ts).stepAtTs()))
                .ys()
                .get(1)
                .get(0);
        double[] slopes = grad(last).apply(Tensor.of(0.333, 0.777)).toArray();
        assertArrayEquals(new double[] {0, -0.4 * Math.exp(-0.777)}, slopes, 1e-7);
    }

    /** All that can be kept at once is what is kept by itself. */
    @Test
    void everyChoiceOfValuesWorksUnderNoise() {
        SubSaveAt<Tensor, Void, Tensor> norm = SubSaveAt.of(
                SaveAt.ts(TS).stepAtTs(), (t, y, args) -> y.square().sum().plus(t));
        SubSaveAt<Tensor, Void, Tensor> ends =
                SubSaveAt.of(SaveAt.t0().andSteps(2).andT1());
        SubSaveAt<Tensor, Void, Tensor> inside = SubSaveAt.of(SaveAt.ts(0.2, 0.9));
        var all = STEPS.saveAt(SaveAt.subs(norm, ends, inside).andDense().andState());
        for (Solver solver : List.of(new Heun(), new HalfSolver(new Heun()))) {
            var solution = diffeqsolve(general(), solver, 0, 1, START, null, all);
            var steps = diffeqsolve(
                    general(),
                    solver,
                    0,
                    1,
                    START,
                    null,
                    STEPS.saveAt(SaveAt.ts(TS).stepAtTs().andSteps().andT0()));
            double[] times = solution.stepTimes();
            assertArrayEquals(steps.stepTimes(), times);
            for (int i = 0; i < TS.length; i++) {
                double expected = solution.evaluate(TS[i]).square().sum().item() + TS[i];
                assertEquals(expected, solution.saved(norm).ys().get(i).item(), 1e-12);
            }
            assertArrayEquals(
                    solution.evaluate(1).toArray(),
                    solution.saved(ends).ys().index(0, -1).toArray(),
                    1e-12);
            assertArrayEquals(START.toArray(), solution.saved(ends).ys().get(0).toArray());
            assertEquals(times[2], solution.saved(ends).ts()[1]);
            for (int i = 0; i < 2; i++) {
                assertArrayEquals(
                        solution.evaluate(new double[] {0.2, 0.9}[i]).toArray(),
                        solution.saved(inside).ys().get(i).toArray(),
                        1e-12);
            }
            assertEquals(1, solution.state().t());
        }
    }

    @Test
    void aTimeHasNoDerivativeUnderNoise() {
        var dense = diffeqsolve(general(), new Heun(), 0, 1, START, null, STEPS.saveAt(SaveAt.dense()));
        var refusal = assertThrows(
                GradientException.class,
                () -> grad((Tensor t) -> dense.evaluate(t).sum()).apply(Tensor.scalar(0.3)));
        assertTrue(refusal.getMessage().contains("has no derivative with respect to its time"), refusal.getMessage());
        Function<Tensor, Tensor> ofTs = ts -> diffeqsolve(
                        general(),
                        new Heun(),
                        0,
                        1,
                        START,
                        null,
                        STEPS.saveAt(SaveAt.ts(ts).stepAtTs()))
                .ys()
                .sum();
        assertThrows(GradientException.class, () -> grad(ofTs).apply(Tensor.of(0.2, 0.3)));
        Function<Tensor, Tensor> ofT1 =
                t1 -> diffeqsolve(general(), new Heun(), Tensor.scalar(0), t1, START, null, STEPS)
                        .y1()
                        .sum();
        assertThrows(GradientException.class, () -> grad(ofT1).apply(Tensor.scalar(1)));
    }

    @Test
    void stepAtTsNeedsTimes() {
        var refusal =
                assertThrows(IllegalArgumentException.class, () -> SaveAt.t1().stepAtTs());
        assertTrue(refusal.getMessage().contains("stepAtTs() ends steps at given times, but there are none"));
        assertFalse(SaveAt.ts(1).equals(SaveAt.ts(1).stepAtTs()));
        assertEquals("SaveAt[1 ts where steps end]", SaveAt.ts(1).stepAtTs().toString());
    }

    /** What accuracy costs by the orders p = 1/2, 1 and 3/2: 10^(1/p) times the steps. */
    @Test
    void explanationsTellWhatAccuracyCostsAndWhatValuesAre() {
        var pid = SolveOptions.standard().controller(new PIDController(0, 1e-2).withDtmin(1e-3));
        String text = diffeqsolve(general(), new Heun(), 0, 1, START, null, pid.saveAt(SaveAt.ts(TS)))
                .explain();
        assertTrue(text.contains("strong order 0.5 where noise is GENERAL"), text);
        assertTrue(text.contains("about 100 times as many steps, by tolerances 100 times smaller"), text);
        assertTrue(text.contains("values between the ends of steps lie on straight lines"), text);
        String additive = diffeqsolve(
                        additive(),
                        new Heun(),
                        0,
                        1,
                        START,
                        null,
                        STEPS.saveAt(SaveAt.ts(TS).stepAtTs()))
                .explain();
        assertTrue(additive.contains("strong order 1 where noise is ADDITIVE"), additive);
        assertTrue(additive.contains("about 10 times as many steps"), additive);
        assertFalse(additive.contains("tolerances") || additive.contains("straight lines"), additive);
        Term<Tensor, Void> decay = new ODETerm<>((t, y, args) -> y.negate());
        String quiet = diffeqsolve(decay, new Heun(), 0, 1, START, null, STEPS.saveAt(SaveAt.ts(TS)))
                .explain();
        assertFalse(quiet.contains("strong order"), quiet);
    }
}
