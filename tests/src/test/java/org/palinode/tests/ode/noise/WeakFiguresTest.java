package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.StackedPaths;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.ShARK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ItoConversion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Means and variances over many paths against their formulas. Bounds of chance are five standard errors. */
@Tag("slow")
@Tag("once")
class WeakFiguresTest {
    private static final RandomKey KEY = RandomKey.of(33);

    private static Term<Tensor, Void> ito(
            UnaryOperator<Tensor> drift, UnaryOperator<Tensor> noise, BrownianPath<Tensor> path) {
        return new ODETerm<Tensor, Void>((t, y, args) -> drift.apply(y))
                .plus(Diffusion.<Tensor, Void>diagonal((t, y, args) -> noise.apply(y), path)
                        .strictly());
    }

    private static Tensor root(Tensor x) {
        return x.square().plus(1).sqrt();
    }

    /** z³ − 6z² + 8z of z = asinh x. */
    private static Tensor figure(Tensor x) {
        Tensor z = x.plus(root(x)).log();
        return z.minus(6).times(z).plus(8).times(z);
    }

    /**
     * dX = (X/2 + √(X² + 1)) dt + √(X² + 1) dW is asinh X = t + W, and the mean of the figure t³ − 3t² + 2t. The error of the mean is taken on the
     * same paths, where chance is smaller.
     */
    @ParameterizedTest
    @ValueSource(strings = {"Euler", "ItoMilstein", "Heun"})
    void meansConvergeAtOrderOne(String name) {
        int paths = 40_000;
        Solver solver = StrongOrderRow.solver(name);
        var path = VirtualBrownianTree.of(KEY, 0, 0.5, 1.0 / 64, paths);
        Term<Tensor, Void> ito = ito(x -> x.times(0.5).plus(root(x)), WeakFiguresTest::root, path);
        var equation = new SampledEquation<>(ItoConversion.toStratonovich(ito), ito, Tensor.zeros(paths), paths, 0.5);
        Tensor z = path.at(0, 0.5).get(1).plus(0.5);
        Tensor exact = z.minus(6).times(z).plus(8).times(z);
        double[] errors = new double[3];
        for (int i = 0; i < 3; i++) {
            Tensor found = figure(equation.solved(solver, 2 + i, TimeDirection.FORWARD));
            errors[i] = Math.abs(found.minus(exact).mean().item());
        }
        assertEquals(0.375, exact.mean().item(), 0.1);
        assertEquals(1, new StrongErrors(errors).order(), 0.2);
    }

    /** dX = −2X dt + dW/2 from 1. With mirrored paths the mean is that without noise: e⁻² but for 8/6 h² e⁻², which is 1.8e-4. */
    @Test
    void ornsteinAndUhlenbeckHaveTheirMeanAndVariance() {
        int paths = 10_000;
        var path = StackedPaths.antithetic(IndependentIncrements.of(KEY, paths).with(LevyArea.SPACE_TIME));
        Tensor size = Tensor.ones(2, paths).times(0.5);
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, y, args) -> y.times(-2))
                .plus(Diffusion.additiveDiagonal((t, args) -> size, path));
        Tensor y1 = diffeqsolve(
                        term,
                        new ShARK(),
                        0,
                        1,
                        Tensor.ones(2, paths),
                        null,
                        SolveOptions.standard().dt0(1.0 / 32))
                .y1();
        assertEquals(0.135335, y1.mean().item(), 2.4e-4);
        double variance = y1.minus(0.135335).square().mean().item();
        assertEquals(1, variance / 0.0613553, 5 * Math.sqrt(2.0 / paths));
    }

    /** dX = 2(1 − X) dt + √X/2 dW from ½, by Euler's method with √max(X, 0): its mean is 1 − (1 − 2h)ⁿ/2, its variance right to order h. */
    @Test
    void coxIngersollAndRossHaveTheirMeanAndVariance() {
        int paths = 20_000;
        Term<Tensor, Void> term = ito(
                x -> x.minus(1).times(-2), x -> x.maximum(0).sqrt().times(0.5), IndependentIncrements.of(KEY, paths));
        Tensor y1 = diffeqsolve(
                        term,
                        new Euler(),
                        0,
                        1,
                        Tensor.zeros(paths).plus(0.5),
                        null,
                        SolveOptions.standard().dt0(1.0 / 128))
                .y1();
        double chance = 5 * Math.sqrt(0.0540415 / paths);
        assertEquals(0.932332, y1.mean().item(), chance + 0.0011);
        assertEquals(1 - 0.5 * Math.pow(1 - 2.0 / 128, 128), y1.mean().item(), chance);
        double variance = y1.minus(0.932332).square().mean().item();
        assertEquals(1, variance / 0.0540415, 5 * Math.sqrt(2.0 / paths) + 2.0 / 128);
    }
}
