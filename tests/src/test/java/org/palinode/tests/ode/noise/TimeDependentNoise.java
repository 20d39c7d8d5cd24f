package org.palinode.tests.ode.noise;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/**
 * Seven numbers with seven additive noises whose sizes change with time, over [0.3, 5.3], and a small network N in the drift:
 * <pre>
 *   dy = (0.01 N(y, φ) − y³/2)/(1 + |y|²) dt + G φ dW        φ = (sin ct, cos 4ct, 1, 1/(ct + ½))
 * </pre>
 *
 * @param speed c; errors of order 2, of ∫ φ dW by a straight line between both ends of a step, grow with its square
 * @param coarsest the exponent of 2 that is the least number of steps; the reference has 64 times as many
 */
record TimeDependentNoise(double speed, int paths, int coarsest) {
    private static final double T0 = 0.3;
    private static final double T1 = 5.3;
    private static final int SIZE = 7;
    private static final RandomKey KEY = RandomKey.of(4);
    private static final Tensor HIDDEN = KEY.fold(1).normal(16, SIZE + 4).times(0.5);
    private static final Tensor OUT = KEY.fold(2).normal(SIZE, 16).times(0.5);
    private static final Tensor SIZES = KEY.fold(3).normal(SIZE, SIZE, 4).times(0.5);

    private Tensor clock(Tensor t) {
        Tensor c = t.times(speed);
        Tensor fading = Tensor.scalar(1).dividedBy(c.plus(0.5));
        return Tensor.stack(0, c.sin(), c.times(4).cos(), c.onesLike(), fading);
    }

    private Tensor drift(Tensor t, Tensor y) {
        Tensor inside = HIDDEN.matmul(Tensor.concatenate(0, y, clock(t)));
        Tensor network = OUT.matmul(inside.exp().plus(1).log()).tanh();
        Tensor pull = y.square().times(y).times(0.5);
        return network.times(0.01).minus(pull).dividedBy(y.square().sum().plus(1));
    }

    private Term<Tensor, Void> term(int path) {
        double tolerance = Math.scalb(T1 - T0, -coarsest - 6);
        var noise = VirtualBrownianTree.of(KEY.fold(100 + path), T0, T1, tolerance, SIZE)
                .with(LevyArea.SPACE_TIME);
        return new ODETerm<Tensor, Void>((t, y, args) -> drift(t, y))
                .plus(Diffusion.additive((t, args) -> SIZES.times(clock(t)).sum(2), noise));
    }

    /** Errors at the end of four solves, each with twice the steps of the last. */
    StrongErrors errors(Solver solver, Solver reference) {
        double[] squares = new double[4];
        for (int path = 0; path < paths; path++) {
            Term<Tensor, Void> term = term(path);
            Tensor expected = solved(term, reference, coarsest + 6);
            for (int i = 0; i < squares.length; i++) {
                Tensor found = solved(term, solver, coarsest + i);
                squares[i] += found.minus(expected).square().sum().item();
            }
        }
        return new StrongErrors(IntStream.range(0, squares.length)
                .mapToDouble(i -> Math.sqrt(squares[i] / paths))
                .toArray());
    }

    private static Tensor solved(Term<Tensor, Void> term, Solver solver, int exponent) {
        var options =
                SolveOptions.standard().dt0(Math.scalb(T1 - T0, -exponent)).maxSteps(1 << exponent);
        return diffeqsolve(term, solver, T0, T1, Tensor.ones(SIZE), null, options)
                .y1();
    }
}
