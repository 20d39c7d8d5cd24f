package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.noise.IncrementReader;
import org.palinode.ode.noise.Increments;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.HalfSolver;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.ItoMilstein;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Term;

/**
 * Adaptive solves of an equation whose noises do not commute come to its solution on each path as the tolerance falls: with errors like the root
 * of the number of steps. The rotated pair of sines and cosines has the same solution in both calculi.
 */
class AdaptiveConvergenceTest {
    private static final double COS = Math.cos(0.5);
    private static final double SIN = Math.sin(0.5);

    static List<Solver> solvers() {
        return List.of(new Heun(), new HalfSolver(new ItoMilstein()));
    }

    /** Slopes from 20 paths differ by some 0.15; without convergence they would be 0. */
    @Tag("once")
    @ParameterizedTest
    @MethodSource("solvers")
    void errorsFallWithTheTolerance(Solver solver) {
        converges(solver, 20, 1 << 12, 0.4, 0.1, 0.004);
    }

    /** Slopes from 400 paths differ by some 0.03; found were 0.49 and 0.52. */
    @Tag("long")
    @ParameterizedTest
    @MethodSource("solvers")
    void errorsFallWithTheToleranceOnManyPaths(Solver solver) {
        converges(solver, 400, 1 << 15, 0.1, 0.02, 0.004, 0.001);
    }

    private static void converges(Solver solver, int paths, int finest, double slack, double... tolerances) {
        double[] errors = new double[tolerances.length];
        double[] steps = new double[tolerances.length];
        for (int seed = 0; seed < paths; seed++) {
            var path = VirtualBrownianTree.of(RandomKey.of(1000 + seed), 0, 0.5, 0.5 / finest, 4);
            double[] expected = reference(path, finest);
            for (int i = 0; i < tolerances.length; i++) {
                var pid = new PIDController(0, tolerances[i])
                        .withCoefficients(0.1, 0.3, 0)
                        .withDtmin(1.0 / finest);
                var options = SolveOptions.standard().controller(pid).maxSteps(100_000);
                var solution = diffeqsolve(rotated(path), solver, 0, 0.5, Tensor.of(2, 2), null, options);
                double[] y1 = solution.y1().toArray();
                errors[i] += (Math.pow(y1[0] - expected[0], 2) + Math.pow(y1[1] - expected[1], 2)) / paths;
                steps[i] += (double) solution.outcome().accepted() / paths;
            }
        }
        int last = tolerances.length - 1;
        double slope = Math.log(errors[0] / errors[last]) / 2 / Math.log(steps[last] / steps[0]);
        assertEquals(0.5, slope, slack);
        for (int i = 1; i < tolerances.length; i++) {
            assertTrue(errors[i] < errors[i - 1], "no smaller error with the tolerance " + tolerances[i]);
        }
    }

    private static Term<Tensor, Void> rotated(VirtualBrownianTree<Tensor> path) {
        return Diffusion.product(
                (t, y, v, args) -> {
                    Tensor first = turned(y.get(0), v.get(0), v.get(1));
                    Tensor second = turned(y.get(1), v.get(2), v.get(3));
                    return Tensor.stack(
                            first.times(COS).minus(second.times(SIN)),
                            first.times(SIN).plus(second.times(COS)));
                },
                path);
    }

    private static Tensor turned(Tensor x, Tensor a, Tensor b) {
        return x.sin().times(a).plus(x.cos().times(b));
    }

    /** Heun's method in plain numbers, with the increments of the path over equal steps. */
    private static double[] reference(VirtualBrownianTree<Tensor> path, int steps) {
        IncrementReader reader = path.reader();
        var w = new Increments(LevyArea.NONE, 4);
        double[] y = {2, 2};
        for (int i = 0; i < steps; i++) {
            reader.read(0.5 * i / steps, 0.5 * (i + 1) / steps, w);
            double[] at = slope(y, w);
            double[] then = slope(new double[] {y[0] + at[0], y[1] + at[1]}, w);
            y = new double[] {y[0] + (at[0] + then[0]) / 2, y[1] + (at[1] + then[1]) / 2};
        }
        return y;
    }

    private static double[] slope(double[] y, Increments w) {
        double first = Math.sin(y[0]) * w.w(0) + Math.cos(y[0]) * w.w(1);
        double second = Math.sin(y[1]) * w.w(2) + Math.cos(y[1]) * w.w(3);
        return new double[] {COS * first - SIN * second, SIN * first + COS * second};
    }
}
