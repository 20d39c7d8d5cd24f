package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.ode.support.Refusals.refused;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Citation;
import org.palinode.ode.SolveEach;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.GradientFreeMilstein;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SRI2;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ItoConversion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.PathDivergenceTerm;
import org.palinode.ode.term.VectorField;

/** The divergence of two laws of paths against closed forms and quadrature. */
class PathDivergenceTest {
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.02);
    private static final double T = 1.5;

    private static IndependentIncrements<Tensor> path(int... dims) {
        return IndependentIncrements.of(RandomKey.of(3), dims).with(LevyArea.SPACE_TIME);
    }

    private static double divergence(
            VectorField<Tensor, Void> f,
            VectorField<Tensor, Void> p,
            Diffusion<Tensor, Void> g,
            Tensor y0,
            Solver solver) {
        var term = new PathDivergenceTerm<>(f, p, g);
        return diffeqsolve(term, solver, 0, T, PathDivergenceTerm.start(y0), null, STEPS)
                .y1()
                .second()
                .item();
    }

    static List<Solver> solvers() {
        return List.of(
                new Euler(),
                new Heun(),
                new EES25(),
                new ReversibleHeun(),
                new Reversible(new Heun()),
                new ItoMilstein(),
                new SPaRK());
    }

    /** A difference of drifts in proportion to the diffusion is the same u everywhere: ½|u|²T, to the rounding of 75 steps. */
    @ParameterizedTest
    @MethodSource("solvers")
    void aConstantChangeOfMeasureHasItsClosedForm(Solver solver) {
        Tensor y0 = Tensor.of(1, -2, 0.5);
        Tensor u = Tensor.of(0.3, -1.1, 0.7);
        VectorField<Tensor, Void> g = (t, y, args) -> y.sin().times(0.3).plus(1);
        VectorField<Tensor, Void> f = (t, y, args) -> y.negate();
        VectorField<Tensor, Void> p =
                (t, y, args) -> f.apply(t, y, args).minus(g.apply(t, y, args).times(u));
        double expected = u.square().sum().item() * T / 2;
        assertEquals(expected, divergence(f, p, Diffusion.diagonal(g, path(3)), y0, solver), 1e-13);
        assertEquals(
                expected,
                divergence(f, p, Diffusion.<Tensor, Void>diagonal(g, path(3)).strictly(), y0, solver),
                1e-13);
    }

    /** Those that are for strictly diagonal noise alone, and adaptive steps. */
    @Test
    void otherSolversAndStepsHaveIt() {
        Tensor u = Tensor.of(0.3, -1.1);
        VectorField<Tensor, Void> g = (t, y, args) -> y.sin().times(0.3).plus(1);
        VectorField<Tensor, Void> f = (t, y, args) -> y.negate();
        VectorField<Tensor, Void> p =
                (t, y, args) -> f.apply(t, y, args).minus(g.apply(t, y, args).times(u));
        Diffusion<Tensor, Void> strict =
                Diffusion.<Tensor, Void>diagonal(g, path(2)).strictly();
        double expected = u.square().sum().item() * T / 2;
        for (Solver solver : List.of(new SRI2(), new GradientFreeMilstein(), new SlowRK())) {
            assertEquals(expected, divergence(f, p, strict, Tensor.of(1, -2), solver), 1e-13);
        }
        var tree = VirtualBrownianTree.of(RandomKey.of(3), 0, T, 1e-6, 2).with(LevyArea.SPACE_TIME);
        var options = SolveOptions.standard().controller(new PIDController(1e-2, 1e-2).withDtmin(1e-5));
        var start = PathDivergenceTerm.start(Tensor.of(1, -2));
        var adapted = diffeqsolve(
                new PathDivergenceTerm<>(f, p, Diffusion.diagonal(g, tree)), new SPaRK(), 0, T, start, null, options);
        assertEquals(expected, adapted.y1().second().item(), 1e-12);
        assertTrue(adapted.statistics().rejected() > 0);
    }

    /** The same of matrices, which mix; units of y differ by 1e11. */
    @ParameterizedTest
    @MethodSource("solvers")
    void noiseThatMixesIsSolvedFor(Solver solver) {
        Tensor units = Tensor.of(1e-11, 1, 1e3);
        Tensor y0 = Tensor.of(1, -2, 0.5).times(units);
        Tensor square = Tensor.of(new double[][] {{1, 0.3, -0.2}, {0.5, 2, 0.1}, {-0.4, 0.2, 0.8}});
        for (int noises : new int[] {1, 2, 3}) { // one noise, a tall matrix, a square one
            Tensor u = Tensor.of(0.3, -1.1, 0.7).slice(0, 0, noises);
            VectorField<Tensor, Void> g = (t, y, args) -> square.slice(1, 0, noises)
                    .times(y.dividedBy(units).sin().times(0.1).plus(1).reshape(3, 1))
                    .times(units.reshape(3, 1));
            VectorField<Tensor, Void> f = (t, y, args) -> y.negate();
            VectorField<Tensor, Void> p = (t, y, args) ->
                    f.apply(t, y, args).minus(g.apply(t, y, args).times(u).sum(1));
            double expected = u.square().sum().item() * T / 2;
            assertEquals(
                    expected,
                    divergence(f, p, Diffusion.general(g, path(noises)), y0, solver),
                    1e-12, // the difference of drifts has lost a digit or two
                    noises + " noises");
            Diffusion<Tensor, Void> byProduct = Diffusion.product(
                    (t, y, v, args) -> g.apply(t, y, args).times(v).sum(1), path(noises));
            assertEquals(expected, divergence(f, p, byProduct, y0, solver), 1e-12, noises + " noises");
        }
    }

    /** Columns that differ by 1e-4 of their length: the product of the matrix with itself has lost eight digits. */
    @Test
    void noisesThatAreNearlyAlikeAreToldApart() {
        Tensor g = Tensor.of(new double[][] {{1, 1}, {2, 2.0002}, {3, 2.9998}});
        Tensor u = Tensor.of(1, 2);
        Diffusion<Tensor, Void> noise = Diffusion.additive((t, args) -> g, path(2));
        VectorField<Tensor, Void> f = (t, y, args) -> g.times(u).sum(1);
        assertEquals(
                2.5 * T,
                divergence(f, (t, y, a) -> y.zerosLike(), noise, Tensor.zeros(3), new Heun()),
                1e-10); // 1e4 roundings
    }

    /** With more noise than numbers the laws of y count: KL = ½ dᵀ(ggᵀ)⁻¹d T. */
    @Test
    void ofManyChangesOfMeasureTheShortestCounts() {
        Diffusion<Tensor, Void> g =
                Diffusion.additive((t, args) -> Tensor.of(new double[][] {{3, 0, 4}, {0, 2, 0}}), path(3));
        double found =
                divergence((t, y, a) -> Tensor.of(1, 2), (t, y, a) -> Tensor.of(-4, 1), g, Tensor.of(0, 0), new Heun());
        assertEquals((25 / 25.0 + 1 / 4.0) * T / 2, found, 1e-13);
        Diffusion<Tensor, Void> one = Diffusion.scalar((t, y, a) -> Tensor.of(2, 1), path());
        double alongIt = divergence(
                (t, y, a) -> Tensor.of(1, 0.5), (t, y, a) -> Tensor.zeros(2), one, Tensor.of(0, 0), new Heun());
        assertEquals(0.25 * T / 2, alongIt, 1e-13);
    }

    /** Two Ornstein–Uhlenbeck processes of one rate, with means that differ by 2: ½ (2θ/σ)² T. */
    @Test
    void meansOfOrnsteinUhlenbeckProcesses() {
        Diffusion<Tensor, Void> g = Diffusion.additiveDiagonal((t, a) -> Tensor.of(0.5, 2), path(2));
        VectorField<Tensor, Void> f = (t, y, a) -> y.minus(1).times(-0.7);
        VectorField<Tensor, Void> p = (t, y, a) -> y.plus(1).times(-0.7);
        double expected = (Math.pow(1.4 / 0.5, 2) + Math.pow(1.4 / 2, 2)) * T / 2;
        assertEquals(expected, divergence(f, p, g, Tensor.of(3, -1), new ShARK()), 1e-12 * expected);
    }

    /**
     * Two Ornstein–Uhlenbeck processes of rates a and b from 0: KL = ½ ((a − b)/σ)² ∫ E y² dt with E y² = σ²(1 − e^(−2at))/2a. A batch of 4000 paths,
     * a divergence for each, within five standard errors and what Heun's steps miss.
     */
    @Test
    void ratesOfOrnsteinUhlenbeckProcesses() {
        int paths = 4000;
        double a = 2;
        double b = 0.5;
        Diffusion<Tensor, Void> g = Diffusion.additiveDiagonal(
                (t, args) -> Tensor.full(Tensor.zeros(paths, 2).type(), 0.6), path(paths, 2));
        var term = new PathDivergenceTerm<Tensor, Void>((t, y, x) -> y.times(-a), (t, y, x) -> y.times(-b), g);
        Tensor each = diffeqsolve(
                        term, new Heun(), 0, T, PathDivergenceTerm.startBatch(Tensor.zeros(paths, 2)), null, STEPS)
                .y1()
                .second();
        assertEquals("[4000]", each.shape().toString());
        double expected = 2 * Math.pow(a - b, 2) / 2 * (T - (1 - Math.exp(-2 * a * T)) / (2 * a)) / (2 * a);
        double mean = each.mean().item();
        double error = each.minus(mean).norm().item() / paths;
        assertEquals(expected, mean, 5 * error + 0.01 * expected); // Heun's E y² is off by (ah)² and less
        assertTrue(error < 0.02 * expected);
    }

    /** A posterior and a prior by networks: along the path that was found, ½∫|u|² dt is a sum over its steps. */
    @Test
    void networksAgreeWithAQuadratureAlongTheirPath() {
        Mlp posterior = Mlp.random(RandomKey.of(1), Tensor::tanh, 3, 8, 2);
        Mlp prior = Mlp.random(RandomKey.of(2), Tensor::tanh, 2, 8, 2);
        VectorField<Tensor, Void> f =
                (t, y, args) -> posterior.apply(Tensor.concatenate(0, y, t.sin().reshape(1)));
        VectorField<Tensor, Void> p = (t, y, args) -> prior.apply(y);
        VectorField<Tensor, Void> g = (t, y, args) -> y.tanh().times(0.2).plus(0.5);
        var term = new PathDivergenceTerm<>(f, p, Diffusion.diagonal(g, path(2)));
        var saved = STEPS.saveAt(SaveAt.steps().andT0());
        for (Solver solver : List.of(new Euler(), new Heun())) {
            var solution = diffeqsolve(term, solver, 0, T, PathDivergenceTerm.start(Tensor.of(0.4, -0.3)), null, saved);
            double[] ts = solution.ts();
            double[] rates = new double[ts.length];
            for (int i = 0; i < ts.length; i++) {
                Tensor y = solution.ys().first().get(i);
                Tensor t = Tensor.scalar(ts[i]);
                Tensor u = f.apply(t, y, null).minus(p.apply(t, y, null)).dividedBy(g.apply(t, y, null));
                rates[i] = u.square().sum().item() / 2;
            }
            double sum = 0;
            for (int i = 0; i + 1 < ts.length; i++) {
                double rate = solver instanceof Euler ? rates[i] : (rates[i] + rates[i + 1]) / 2;
                sum += (ts[i + 1] - ts[i]) * rate;
                // Euler's rule is the step's own; Heun's second stage is off the path by h^(3/2), each step at random
                double limit = solver instanceof Euler ? 1e-13 : 1e-2 * sum;
                assertEquals(sum, solution.ys().second().get(i + 1).item(), limit, solver + " at " + ts[i + 1]);
            }
            assertTrue(sum > 0.1, "divergence " + sum);
        }
    }

    /** Langevin's noise acts on velocities alone, where two potentials differ. */
    @Test
    void noiseOfAPartOfTheStateServesADifferenceInThatPart() {
        var langevin = new LangevinTerm<Tensor, Void>(Tensor.scalar(0.5), Tensor.scalar(2), (x, a) -> x, path(2));
        VectorField<Pair<Tensor, Tensor>, Void> f = langevin.drift().get(0);
        VectorField<Pair<Tensor, Tensor>, Void> p = (t, y, args) -> {
            var slope = f.apply(t, y, args);
            return new Pair<>(slope.first(), slope.second().minus(Tensor.of(1, 2)));
        };
        var term = new PathDivergenceTerm<>(f, p, langevin.diffusions().get(0));
        var start = PathDivergenceTerm.start(new Pair<>(Tensor.of(1, 2), Tensor.of(0, 1)));
        double found = diffeqsolve(term, new ShARK(), 0, T, start, null, STEPS)
                .y1()
                .second()
                .item();
        assertEquals((1 + 4) / 2.0 * T / 2, found, 1e-12);
    }

    /**
     * Itô's dy = a y dt + s y dW is the geometric Brownian motion, and against the prior drift a y − y² its u is y/s. Converted, Heun finds the same
     * path and divergence as Itô's Milstein, over steps of 2⁻¹²: both are off by 1e-3 at most, where a drift without its correction would be off by s²/2 T.
     */
    @Test
    void anItoEquationWithItsDivergenceIsConverted() {
        double a = 0.3;
        double s = 0.8;
        var tree = VirtualBrownianTree.of(RandomKey.of(11), 0, 1, 1e-5, 2);
        VectorField<Tensor, Void> f = (t, y, args) -> y.times(a);
        VectorField<Tensor, Void> p = (t, y, args) -> y.times(a).minus(y.square());
        for (Diffusion<Tensor, Void> g : List.of(
                Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.times(s), tree),
                Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.times(s), tree)
                        .strictly())) {
            var ito = new PathDivergenceTerm<>(f, p, g);
            var converted = ItoConversion.toStratonovich(ito);
            assertTrue(ItoConversion.isConverted(converted));
            var start = PathDivergenceTerm.start(Tensor.of(1, 0.5));
            var steps = SolveOptions.standard().dt0(0x1p-12);
            var heun = diffeqsolve(converted, new Heun(), 0, 1, start, null, steps);
            double[] w = heun.noise(tree).get(-1).toArray();
            double[] y1 = heun.y1().first().toArray();
            assertEquals(Math.exp(a - s * s / 2 + s * w[0]), y1[0], 1e-3);
            assertEquals(0.5 * Math.exp(a - s * s / 2 + s * w[1]), y1[1], 1e-3);
            if (g.kind() == NoiseKind.DIAGONAL) {
                var milstein = diffeqsolve(ito, new ItoMilstein(), 0, 1, start, null, steps);
                double expected = milstein.y1().second().item();
                assertTrue(expected > 0.1);
                assertEquals(expected, heun.y1().second().item(), 2e-3 * expected);
            }
            refused(
                    () -> converted.plus(new ODETerm<>((t, y, args) -> y)),
                    "nothing is added to a PathDivergenceTerm, whose divergence would not know of it");
            refused(() -> ItoConversion.toStratonovich(converted), "the term is already converted");
        }
    }

    @Test
    void itsPaperIsCited() {
        VectorField<Tensor, Void> f = (t, y, a) -> y;
        var term = new PathDivergenceTerm<>(f, f, Diffusion.diagonal(f, path(1)));
        assertTrue(Citation.citation(term, new Heun(), STEPS).contains("2001.01328"));
        assertFalse(Citation.citation(new ODETerm<>(f), new Heun(), STEPS).contains("2001.01328"));
    }

    @Test
    void theIntegralRunsAtSavedTimes() {
        Diffusion<Tensor, Void> g = Diffusion.additiveDiagonal((t, a) -> Tensor.of(2.0), path(1));
        var term =
                new PathDivergenceTerm<Tensor, Void>((t, y, a) -> t.times(y.onesLike()), (t, y, a) -> y.zerosLike(), g);
        double[] ts = {0, 0.3, 0.75, T};
        var options = STEPS.saveAt(SaveAt.ts(ts));
        double[] found = diffeqsolve(term, new ShARK(), 0, T, PathDivergenceTerm.start(Tensor.of(1.0)), null, options)
                .ys()
                .second()
                .toArray();
        double[] expected = DoubleStream.of(ts).map(t -> t * t * t / 24).toArray();
        assertArrayEquals(expected, found, 2e-4); // linear between steps and of order 2: h² t/48 and less
    }

    @Test
    void manySolvesHaveADivergenceEach() {
        Diffusion<Tensor, Void> g = Diffusion.general((t, y, a) -> Tensor.of(new double[][] {{2, 1}, {0, 1}}), path(2));
        var term = new PathDivergenceTerm<Tensor, Void>(
                (t, y, a) -> y.negate(), (t, y, a) -> y.negate().minus(1), g);
        List<SolveInstance<Pair<Tensor, Tensor>, Void>> instances = IntStream.range(0, 3)
                .mapToObj(i -> new SolveInstance<Pair<Tensor, Tensor>, Void>(
                        0, T, PathDivergenceTerm.start(Tensor.of(i, 1)), null, STEPS))
                .toList();
        for (var solution : SolveEach.solveEach(term, new Heun(), instances)) {
            assertEquals(0.75, solution.y1().second().item(), 1e-13); // u = (0, 1)
        }
    }

    /** A drift and its prior in float32, with rounding of 75 steps. */
    @Test
    void float32StatesHaveTheirDivergence() {
        Tensor y0 = Tensor.of(1, -2).cast(DType.FLOAT32);
        VectorField<Tensor, Void> f = (t, y, a) -> y.negate().plus(t.sin());
        VectorField<Tensor, Void> p = (t, y, a) -> y.negate().plus(t.sin()).minus(y.onesLike());
        Diffusion<Tensor, Void> own =
                Diffusion.diagonal((t, y, a) -> y.onesLike().times(2), path(2));
        assertEquals(2 * T / 8, divergence(f, p, own, y0, new Heun()), 1e-5);
        Diffusion<Tensor, Void> mixed = Diffusion.general(
                (t, y, a) -> Tensor.of(new double[][] {{2, 1}, {0, 1}}).cast(DType.FLOAT32), path(2));
        assertEquals(T / 2, divergence(f, p, mixed, y0, new Heun()), 1e-5);
    }
}
