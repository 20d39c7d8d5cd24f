package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.GradientFreeMilstein;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.ItoTableau;
import org.palinode.ode.solver.SRI2;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ItoConversion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Methods for Itô's calculus and noise that commutes: against plain loops, their orders, their gradients, and what they refuse. */
class ItoOfHigherOrderTest {
    private static final double[] W = {0.21, -0.34, 0.05};
    private static final double[] H = {0.03, 0.08, -0.11};
    private static final double[] TIMES = {0, 0.1, 0.35, 0.5};

    private static Solver solver(String name) {
        return switch (name) {
            case "SRI2" -> new SRI2();
            case "ItoMilstein" -> new ItoMilstein();
            default -> new GradientFreeMilstein();
        };
    }

    private static double f(double t, double y) {
        return Math.cos(y) + t * t;
    }

    private static double g(double t, double y) {
        return 0.8 * Math.sin(y) + 0.3 * Math.cos(3 * t);
    }

    private static Tensor f(Tensor t, Tensor y) {
        return y.cos().plus(t.square());
    }

    private static Tensor g(Tensor t, Tensor y) {
        return y.sin().times(0.8).plus(t.times(3).cos().times(0.3));
    }

    /** Rößler's formulas with its coefficients written into them. */
    private static double roessler(double t, double h, double y, double w, double area) {
        double root = Math.sqrt(h);
        double mean = w / 2 + area;
        double two = (w * w - h) / 2 / root;
        double three = (w * w * w - 3 * h * w) / 6 / h;
        double f0 = f(t, y);
        double g0 = g(t, y);
        double g1 = g(t + h / 4, y + h * f0 / 4 - root * g0 / 2);
        double f1 = f(t + h, y + h * f0);
        double g2 = g(t + h, y + h * f0 + root * g0);
        double f2 = f(t + h / 2, y + h * (f0 + f1) / 4 + mean * (g0 + g1 / 2));
        double g3 = g(t + h / 4, y + h * f2 / 4 + root * (2 * g0 - g1 + g2 / 2));
        return y
                + h * (f0 + f1 + 4 * f2) / 6
                + g0 * (-w + two + 2 * mean - 2 * three)
                + g1 * (4 * w - 4 * two - 4 * mean + 5 * three) / 3
                + g2 * (2 * w + two - 2 * mean - 2 * three) / 3
                + g3 * three;
    }

    private static double platen(double t, double h, double y, double w) {
        double root = Math.sqrt(h);
        double next = g(t, y + root * g(t, y));
        return y + h * f(t, y) + w * g(t, y) + (next - g(t, y)) * (w * w - h) / 2 / root;
    }

    /** Three steps of unequal size, of one noise and of one for each number, to rounding. */
    @ParameterizedTest
    @CsvSource({"SRI2, false", "SRI2, true", "GradientFreeMilstein, false", "GradientFreeMilstein, true"})
    void stepsAreThoseOfAPlainLoop(String name, boolean isDiagonal) {
        double[] y = {0.5, -1.3};
        for (int step = 0; step < 3; step++) {
            double t = TIMES[step];
            double h = TIMES[step + 1] - t;
            for (int i = 0; i < 2; i++) {
                double sign = isDiagonal && i == 1 ? -0.5 : 1;
                y[i] = name.equals("SRI2")
                        ? roessler(t, h, y[i], sign * W[step], sign * H[step])
                        : platen(t, h, y[i], sign * W[step]);
            }
        }
        double[][] w = new double[3][];
        double[][] area = new double[3][];
        for (int step = 0; step < 3; step++) {
            w[step] = isDiagonal ? new double[] {W[step], -0.5 * W[step]} : new double[] {W[step]};
            area[step] = isDiagonal ? new double[] {H[step], -0.5 * H[step]} : new double[] {H[step]};
        }
        Tensor shape = isDiagonal ? Tensor.zeros(2) : Tensor.scalar(0);
        BrownianPath<Tensor> path = new GivenIncrements<>(TIMES, w, area, new double[0][], LevyArea.SPACE_TIME, shape);
        Diffusion<Tensor, Void> noise = isDiagonal
                ? Diffusion.<Tensor, Void>diagonal((t, x, args) -> g(t, x), path)
                        .strictly()
                : Diffusion.scalar((t, x, args) -> g(t, x), path);
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, x, args) -> f(t, x)).plus(noise);
        var options = SolveOptions.standard().controller(new StepTo(TIMES));
        assertArrayEquals(
                y,
                diffeqsolve(term, solver(name), 0, 0.5, Tensor.of(0.5, -1.3), null, options)
                        .y1()
                        .toArray(),
                1e-14);
        Tensor single = diffeqsolve(
                        term, solver(name), 0, 0.5, Tensor.of(0.5, -1.3).cast(DType.FLOAT32), null, options)
                .y1();
        assertArrayEquals(y, single.toArray(), 1e-6); // a few roundings of float32
    }

    /** The order at the end of paths, each against its own fine solve; with so few it moves by 0.1 with the random numbers. */
    private static double order(Solver solver, boolean isGrowth) {
        int paths = isGrowth ? 4000 : 600; // the errors of growth have tails
        var path =
                VirtualBrownianTree.of(RandomKey.of(8), 0, 1, 1.0 / 4096, paths).with(LevyArea.SPACE_TIME);
        Diffusion<Tensor, Void> noise = Diffusion.<Tensor, Void>diagonal(
                        (t, y, args) -> (isGrowth ? y : y.sin()).times(0.8), path)
                .strictly();
        Term<Tensor, Void> ito = new ODETerm<Tensor, Void>((t, y, args) -> isGrowth
                        ? y.times(0.82)
                        : y.cos().plus(y.sin().times(y.cos()).times(0.32)))
                .plus(noise);
        Tensor start = Tensor.full(Tensor.zeros(paths).type(), isGrowth ? 1 : 0.5);
        Tensor exact = isGrowth
                ? path.at(0, 1).get(1).times(0.8).plus(0.5).exp()
                : diffeqsolve(
                                ito,
                                new SRI2(),
                                0,
                                1,
                                start,
                                null,
                                SolveOptions.standard().dt0(1.0 / 512))
                        .y1();
        double[] errors = new double[4];
        for (int i = 0; i < 4; i++) {
            var options = SolveOptions.standard().dt0(Math.scalb(1.0, -3 - i));
            errors[i] = diffeqsolve(ito, solver, 0, 1, start, null, options)
                    .y1()
                    .minus(exact)
                    .norm()
                    .item();
        }
        DoubleUnaryOperator log = x -> Math.log(x) / Math.log(2);
        double slope = 0;
        for (int i = 0; i < 4; i++) {
            slope += (1.5 - i) * log.applyAsDouble(errors[i]) / 5;
        }
        return slope;
    }

    /** 1.52 and 1.47 were measured for SRI2 by a plain loop in another language, with other random numbers. */
    @Tag("once")
    @ParameterizedTest
    @CsvSource({"SRI2, false, 1.52", "SRI2, true, 1.47", "GradientFreeMilstein, false, 1"})
    void errorsShrinkAtTheStrongOrder(String name, boolean isGrowth, double expected) {
        assertEquals(expected, order(solver(name), isGrowth), 0.15);
    }

    record Parameters(Tensor y0, Tensor drift, Tensor noise) {}

    private static Function<Parameters, Tensor> loss(Solver solver, String kind, SolveOptions options) {
        var own = IndependentIncrements.of(RandomKey.of(2), 3).with(LevyArea.SPACE_TIME);
        var one = IndependentIncrements.of(RandomKey.of(2)).with(LevyArea.SPACE_TIME);
        return p -> {
            Term<Tensor, Void> drift =
                    new ODETerm<>((t, y, args) -> p.drift().matmul(y).tanh().minus(y.times(0.5)));
            Diffusion<Tensor, Void> noise = switch (kind) {
                case "diagonal" ->
                    Diffusion.<Tensor, Void>diagonal(
                                    (t, y, args) -> y.times(p.noise()).sin().plus(0.3), own)
                            .strictly();
                case "scalar" ->
                    Diffusion.scalar((t, y, args) -> y.times(p.noise()).sin().plus(0.3), one);
                default ->
                    Diffusion.additive((t, args) -> p.drift().times(t.cos()).slice(1, 0, 3), own);
            };
            return diffeqsolve(drift.plus(noise), solver, 0, 1, p.y0(), null, options.dt0(0.05))
                    .y1()
                    .square()
                    .sum();
        };
    }

    @Tag("slow") // compiles solves and their gradients
    @Tag("once")
    @ParameterizedTest
    @CsvSource({"SRI2, diagonal", "SRI2, scalar", "SRI2, additive", "GradientFreeMilstein, diagonal"})
    void gradientsOfAllAdjointsAgree(String name, String kind) {
        Solver solver = solver(name);
        Parameters at = new Parameters(
                Tensor.of(0.5, -0.3, 0.8),
                Tensor.of(new double[][] {{0.3, -0.5, 0.1}, {0.7, 0.2, -0.4}, {-0.2, 0.6, 0.5}}),
                Tensor.of(0.2, 0.3, 0.1));
        var options = SolveOptions.standard();
        Function<Parameters, Tensor> direct = loss(solver, kind, options.adjoint(new DirectAdjoint()));
        checkGradients(direct, at);
        Parameters expected = grad(direct).apply(at);
        for (var adjoint : List.of(new RecursiveCheckpointAdjoint(4), new ForwardModeAdjoint())) {
            Parameters found =
                    grad(loss(solver, kind, options.adjoint(adjoint))).apply(at);
            assertEquals(0, found.drift().minus(expected.drift()).abs().max().item(), 1e-12, adjoint.toString());
            assertEquals(0, found.noise().minus(expected.noise()).abs().max().item(), 1e-12, adjoint.toString());
        }
        Function<Parameters, Tensor> reversed = loss(solver, kind, options.adjoint(new ReversibleAdjoint()));
        if (kind.equals("additive")) {
            Tensor change = grad(reversed).apply(at).y0().minus(expected.y0());
            assertTrue(change.abs().max().item() < 0.02); // its map is another one, as close as the steps are
        } else {
            assertThrows(
                    UnsupportedOperationException.class, () -> grad(reversed).apply(at));
        }
    }

    @Test
    void aStepCostsAsManyEvaluationsAsStated() {
        var path = IndependentIncrements.of(RandomKey.of(2), 2).with(LevyArea.SPACE_TIME);
        Diffusion<Tensor, Void> own =
                Diffusion.<Tensor, Void>diagonal((t, y, a) -> g(t, y), path).strictly();
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, y, a) -> f(t, y)).plus(own);
        var options = SolveOptions.standard().dt0(0.1);
        var high = diffeqsolve(term, new SRI2(), 0, 1, Tensor.of(1, 2), null, options)
                .statistics();
        assertEquals(List.of(30L, 40L), List.of((long) high.evaluations(), (long) high.diffusions()));
        var low = diffeqsolve(term, new GradientFreeMilstein(), 0, 1, Tensor.of(1, 2), null, options)
                .statistics();
        assertEquals(List.of(10L, 20L), List.of((long) low.evaluations(), (long) low.diffusions()));
    }

    private static void refuses(String text, Runnable work) {
        var refusal = assertThrows(RuntimeException.class, work::run, text);
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }

    private static void solve(Diffusion<Tensor, Void> noise, Solver solver, double t0, double t1) {
        solveWhole(new ODETerm<Tensor, Void>((t, y, args) -> y).plus(noise), solver, t0, t1);
    }

    private static void solveWhole(Term<Tensor, Void> term, Solver solver, double t0, double t1) {
        diffeqsolve(
                term,
                solver,
                t0,
                t1,
                Tensor.of(1, 2),
                null,
                SolveOptions.standard().dt0(t1 > t0 ? 0.1 : -0.1));
    }

    @Test
    void noiseThatNeedNotCommuteIsRefused() {
        var path = IndependentIncrements.of(RandomKey.of(2), 2);
        String text =
                " is for a single noise, one of each number's own or additive noise, and the noise of this term is GENERAL";
        refuses("SRI2" + text, () -> solve(Diffusion.diagonal((t, y, a) -> y, path), new SRI2(), 0, 1));
        Diffusion<Tensor, Void> mixing =
                Diffusion.general((t, y, a) -> y.reshape(2, 1).times(Tensor.ones(2)), path);
        refuses("GradientFreeMilstein" + text, () -> solve(mixing, new GradientFreeMilstein(), 0, 1));
        Diffusion<Tensor, Void> own =
                Diffusion.<Tensor, Void>diagonal((t, y, a) -> y, path).strictly();
        refuses("SRI2 needs increments of the level SPACE_TIME", () -> solve(own, new SRI2(), 0, 1));
    }

    /** Its formulas would solve Itô's equation of the reversed path. */
    @Test
    void solvesBackInTimeAreRefusedUnlessNoiseIsAdditive() {
        var path = IndependentIncrements.of(RandomKey.of(2), 2).with(LevyArea.SPACE_TIME);
        Diffusion<Tensor, Void> own =
                Diffusion.<Tensor, Void>diagonal((t, y, a) -> y, path).strictly();
        refuses("SRI2 steps forward in time only", () -> solve(own, new SRI2(), 1, 0));
        refuses("HalfSolver(SRI2) steps forward in time only", () -> solve(own, new HalfSolver(new SRI2()), 1, 0));
        solve(Diffusion.additiveDiagonal((t, a) -> Tensor.ones(2), path), new SRI2(), 1, 0);
        refuses("GradientFreeMilstein steps forward in time only", () -> solve(own, new GradientFreeMilstein(), 1, 0));
        refuses("Euler steps forward in time only", () -> solve(own, new Euler(), 1, 0));
        refuses("HalfSolver(Euler) steps forward in time only", () -> solve(own, new HalfSolver(new Euler()), 1, 0));
        solve(Diffusion.additiveDiagonal((t, a) -> Tensor.ones(2), path), new Euler(), 1, 0);
        solve(own, new ItoMilstein(), 1, 0);
    }

    /** A second correction, or a solver that wants none, would give the solution of another equation. */
    @Test
    void aConvertedTermIsForStratonovichsSolversAndIsConvertedOnce() {
        var path = IndependentIncrements.of(RandomKey.of(2), 2).with(LevyArea.SPACE_TIME);
        Term<Tensor, Void> converted = ItoConversion.toStratonovich(
                Diffusion.<Tensor, Void>diagonal((t, y, a) -> y, path).strictly());
        refuses("the term is already converted", () -> ItoConversion.toStratonovich(converted));
        for (Solver solver : List.of(new Euler(), new ItoMilstein(), new SRI2(), new HalfSolver(new ItoMilstein()))) {
            refuses("is for Itô's calculus, and the term was converted", () -> solveWhole(converted, solver, 0, 1));
        }
        solveWhole(converted, new Heun(), 0, 1);
        solveWhole(
                ItoConversion.toStratonovich(Diffusion.additiveDiagonal((t, a) -> Tensor.ones(2), path)),
                new Euler(),
                0,
                1);
    }

    /** Each of its coefficients counts in a condition. */
    @Test
    void aTableauChecksItself() {
        ItoTableau right = new SRI2().tableau();
        double[][] beta = Arrays.stream(right.beta()).map(double[]::clone).toArray(double[][]::new);
        beta[3][1] += 1e-9;
        refuses(
                "must sum to",
                () -> new ItoTableau(right.a0(), right.b0(), right.a1(), right.b1(), right.alpha(), beta));
        double[][] b1 = {{}, {-0.5}, {1, 0}, {2, -1 + 1e-9, 0.5}};
        refuses(
                "row 3 of beta times the rows of b1 must sum to 0",
                () -> new ItoTableau(right.a0(), right.b0(), right.a1(), b1, right.alpha(), right.beta()));
        double[][] b0 = {{}, {0}, {1, 0.5 + 1e-9}, {0, 0, 0}};
        refuses(
                "alpha times the rows of b0 must sum to 1",
                () -> new ItoTableau(right.a0(), b0, right.a1(), right.b1(), right.alpha(), right.beta()));
    }
}
