package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.Stepper;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.outcome.AnomalyException;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.SRA1;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.MultiTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/** What others refuse, lose to rounding or get wrong without a word, and what must be right here. */
class NoiseThatWorksTest {
    private static final RandomKey KEY = RandomKey.of(12);
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.1);
    private static final double ROUNDING = 1e-13;

    private static VirtualBrownianTree<Tensor> tree(double t1, double tolerance, int... dims) {
        return VirtualBrownianTree.of(KEY, 0, t1, tolerance, dims);
    }

    /** dy = Σ dW: the sum of the path. */
    private static Term<Tensor, Void> sum(BrownianPath<Tensor> path) {
        return Diffusion.additive((t, args) -> Tensor.ones(1, path.zero().size()), path);
    }

    private static double end(BrownianPath<Tensor> path, Solver solver) {
        return diffeqsolve(sum(path), solver, 0, 1, Tensor.zeros(1), null, STEPS)
                .y1()
                .item();
    }

    /** Compiled steps are found again only for the same noise. */
    @Test
    void aFieldIsSolvedUnderNoiseOfOtherShapesAndLevels() {
        for (int size : new int[] {2, 3, 2, 7}) {
            for (LevyArea level : LevyArea.values()) {
                var path = tree(1, 0.01, size).with(level);
                double expected = path.at(0, 1).get(1).sum().item();
                assertEquals(expected, end(path, new Heun()), ROUNDING);
                assertTrue(Math.abs(expected) > 1e-3);
            }
            var path = tree(1, 0.01, size).with(LevyArea.SPACE_TIME);
            assertEquals(path.at(0, 1).get(1).sum().item(), end(path, new SRA1()), ROUNDING);
        }
    }

    /** Solves over other times in between do not change what a path is. */
    @Test
    void aPathIsTheSameForSolvesOverOtherTimes() {
        for (BrownianPath<Tensor> path :
                List.<BrownianPath<Tensor>>of(tree(3, 0.01, 1), IndependentIncrements.of(KEY, 1))) {
            double first = end(path, new Heun());
            diffeqsolve(sum(path), new Heun(), 2.5, 1, Tensor.zeros(1), null, STEPS.dt0(-0.3));
            diffeqsolve(sum(path), new Heun(), 0.4, 1, Tensor.zeros(1), null, STEPS);
            assertEquals(first, end(path, new Heun()));
        }
    }

    /** 0.1 + 0.2 is an ulp beyond 0.3. */
    @Test
    void endsThatAreSumsBelongToThePath() {
        double late = 0.1 + 0.2;
        assertTrue(late > 0.3);
        var path = VirtualBrownianTree.of(KEY, 0, 0.3, 0.01, 1);
        Tensor y0 = Tensor.zeros(1);
        Tensor y1 = diffeqsolve(sum(path), new Heun(), 0, late, y0, null, STEPS).y1();
        assertEquals(path.at(0, 0.3).get(1).item(), y1.item(), ROUNDING);
        Tensor back = diffeqsolve(sum(path), new Heun(), late, 0, y0, null, STEPS.dt0(-0.1))
                .y1();
        assertEquals(-y1.item(), back.item(), ROUNDING);
    }

    @Test
    void theNoiseOfEitherPartOfATermIsHeard() {
        var drift = new ODETerm<Tensor, Void>((t, y, args) -> y.negate());
        var path = tree(1, 0.01, 1);
        var other = VirtualBrownianTree.of(KEY.fold(0), 0, 1, 0.01, 1);
        Term<Tensor, Void> plain = drift.plus(drift).plus(sum(path)).plus(sum(other));
        Term<Tensor, Void> parted = new MultiTerm<>(drift.plus(sum(path)), drift.plus(sum(other)));
        Tensor y0 = Tensor.of(1);
        assertArrayEquals(
                diffeqsolve(plain, new Heun(), 0, 1, y0, null, STEPS).y1().toArray(),
                diffeqsolve(parted, new Heun(), 0, 1, y0, null, STEPS).y1().toArray(),
                ROUNDING);
        assertEquals(2, parted.diffusions().size());
    }

    /** Others lose the areas of short intervals to rounding where the state is float32: K by a factor of 59 at 2⁻¹¹. */
    @Test
    void shortStepsOfAFloat32StateHearTheWholePath() {
        var path = tree(1, 1e-4, 2).with(LevyArea.SPACE_TIME_TIME);
        var term = new LangevinTerm<Tensor, Void>(Tensor.scalar(1), Tensor.scalar(1), (x, args) -> x.times(2), path);
        var single = new LangevinTerm<Tensor, Void>(
                Tensor.scalar(1).cast(DType.FLOAT32),
                Tensor.scalar(1).cast(DType.FLOAT32),
                (x, args) -> x.times(2),
                path);
        Tensor x0 = Tensor.of(1, -1);
        Tensor v0 = Tensor.of(0, 0.5);
        SolveOptions steps = SolveOptions.standard().dt0(2.5e-4);
        Tensor expected = diffeqsolve(term, new QUICSORT(), 0, 1, new Pair<>(x0, v0), null, steps)
                .y1()
                .second();
        Tensor found = diffeqsolve(
                        single,
                        new QUICSORT(),
                        0,
                        1,
                        new Pair<>(x0.cast(DType.FLOAT32), v0.cast(DType.FLOAT32)),
                        null,
                        steps)
                .y1()
                .second();
        // the factor 1 − 2.5e-4 of v is rounded by up to 3e-8 in each of 4,000 steps, so by 1.2e-4 of a v of 2.5
        assertArrayEquals(expected.toArray(), found.cast(DType.FLOAT64).toArray(), 3e-4);
        assertTrue(expected.abs().min().item() > 1e-2);
    }

    /** The Stratonovich solution y₀ exp(−t + 0.1 W), by an ordinary method whose steps are found. */
    @Test
    void adaptiveStepsOfAnOrdinaryMethodHaveAnErrorOrder() {
        var path = tree(1, 1e-4, 2);
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, y, args) -> y.negate())
                .plus(Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.times(0.1), path)
                        .strictly());
        var pid = SolveOptions.standard().controller(new PIDController(1e-5, 1e-5).withDtmin(1e-3));
        Tensor y1 =
                diffeqsolve(term, new Tsit5(), 0, 1, Tensor.of(1, 1), null, pid).y1();
        Tensor exact = path.at(0, 1).get(1).times(0.1).minus(1).exp();
        assertArrayEquals(exact.toArray(), y1.toArray(), 1e-4); // ten times the tolerance
    }

    /** Steps one by one, across a jump at which a call ends, continued with a state that was kept. */
    @Test
    void aStepperHearsTheWholePath() {
        var path = tree(1, 1e-4, 1);
        var options = SolveOptions.standard()
                .dt0(0.1)
                .controller(
                        new ClipStepSizeController(new PIDController(1e-2, 1e-2).withDtmin(1e-3)).jumpTs(0.25, 0.5));
        Tensor y0 = Tensor.zeros(1);
        Stepper<Tensor> stepper = Stepper.init(sum(path), new Heun(), 0, 1, y0, null, options);
        Tensor whole =
                diffeqsolve(sum(path), new Heun(), 0, 1, y0, null, options).y1();
        while (!stepper.isDone()) {
            stepper = stepper.step();
            double w = path.at(0, stepper.t()).get(1).item();
            assertEquals(w, stepper.y().item(), ROUNDING, "at " + stepper.t());
        }
        assertArrayEquals(whole.toArray(), stepper.y().toArray());
        Solution<Tensor> half = diffeqsolve(
                sum(path),
                new Heun(),
                0,
                0.5,
                y0,
                null,
                options.saveAt(SaveAt.t1().andState()));
        Tensor rest = diffeqsolve(sum(path), new Heun(), 0.5, 1, half.y1(), null, options.from(half.state()))
                .y1();
        assertEquals(whole.item(), rest.item(), ROUNDING);
    }

    /** A square root of what noise makes negative, as in models of interest rates. */
    @Test
    void theOperationThatNoiseMakesNotFiniteIsNamed() {
        Term<Tensor, Void> rates = new ODETerm<Tensor, Void>(
                        (t, y, args) -> y.negate().plus(0.01))
                .plus(Diffusion.diagonal((t, y, args) -> y.sqrt(), tree(1, 0.01, 1)));
        var named = assertThrows(
                AnomalyException.class,
                () -> diffeqsolve(rates, new Heun(), 0, 1, Tensor.of(0.01), null, STEPS.findAnomalies()));
        assertTrue(named.getMessage().contains("sqrt"), named.getMessage());
    }

    /**
     * The way back of a step made of halves hears the second half first. The gap of the reversible map, which is that of two steps of half the size,
     * would else be that of another noise.
     */
    @Test
    void halvesChangePlacesWhereAStepIsReversed() {
        var path = tree(1, 1e-3, 3);
        Term<Tensor, Void> term =
                Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.sin(), path).strictly();
        SolveOptions steps = SolveOptions.standard().dt0(1.0 / 128);
        double[] gaps = new double[2];
        for (int i = 0; i < 2; i++) {
            Solver base = i == 0 ? new Heun() : new HalfSolver(new Heun());
            Tensor y0 = Tensor.of(1, 0.5, -2);
            Tensor plain = diffeqsolve(term, base, 0, 1, y0, null, steps).y1();
            Solver map = new Reversible(base, Reversible.COUPLING, Resync.OFF);
            Tensor reversible = diffeqsolve(term, map, 0, 1, y0, null, steps).y1();
            gaps[i] = reversible.minus(plain).abs().max().item();
        }
        assertTrue(gaps[1] < gaps[0] && gaps[1] > 1e-8, gaps[0] + " and " + gaps[1]);
    }

    @Test
    void aSteadyStateUnderNoiseThatFadesEndsASolve() {
        Term<Tensor, Void> fading = new ODETerm<Tensor, Void>((t, y, args) -> y.times(-3))
                .plus(Diffusion.diagonal((t, y, args) -> y.times(0.1), tree(20, 0.01, 1)));
        var options = SolveOptions.standard().dt0(0.05).events(Event.<Tensor, Void>steadyState(1e-3, 1e-3));
        var solution = diffeqsolve(fading, new Heun(), 0, 20, Tensor.of(1), null, options);
        assertEquals(Outcome.Result.EVENT_OCCURRED, solution.outcome().result());
        assertTrue(solution.stepTimes()[solution.stepTimes().length - 1] < 19);
    }
}
