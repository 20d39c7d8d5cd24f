package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.PathDivergenceTerm;
import org.palinode.ode.term.Term;
import org.palinode.ode.term.VectorField;

/** A divergence that is infinite, or not that of the equation that is solved, is refused. */
class PathDivergenceRefusalTest {
    private static final VectorField<Tensor, Void> STILL = (t, y, args) -> y.zerosLike();

    private static IndependentIncrements<Tensor> path(int... dims) {
        return IndependentIncrements.of(RandomKey.of(3), dims);
    }

    private static VectorField<Tensor, Void> drift(double... slope) {
        return (t, y, args) -> Tensor.of(slope);
    }

    private static Diffusion<Tensor, Void> mixing(double[]... rows) {
        return Diffusion.additive((t, args) -> Tensor.of(rows), path(rows[0].length));
    }

    private static <E extends Throwable> void refuses(Class<E> type, String text, Runnable work) {
        E refusal = assertThrows(type, work::run, text);
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
    }

    private static double solve(VectorField<Tensor, Void> f, Diffusion<Tensor, Void> g, Tensor y0) {
        return solve(new PathDivergenceTerm<>(f, STILL, g), PathDivergenceTerm.start(y0));
    }

    private static double solve(Term<Pair<Tensor, Tensor>, Void> term, Pair<Tensor, Tensor> start) {
        return diffeqsolve(
                        term,
                        new Heun(),
                        0,
                        1,
                        start,
                        null,
                        SolveOptions.standard().dt0(0.1))
                .y1()
                .second()
                .sum()
                .item();
    }

    @Test
    void driftsThatDifferWhereThereIsNoNoiseAreRefused() {
        Diffusion<Tensor, Void> quiet = Diffusion.diagonal((t, y, args) -> Tensor.of(1, 0), path(2));
        refuses(
                ArithmeticException.class,
                "infinite at t = 0.0: in number 1 they differ by 0.25",
                () -> solve(drift(1, 0.25), quiet, Tensor.of(1, 1)));
        assertEquals(0.5, solve(drift(1, 0), quiet, Tensor.of(1, 1)), 1e-14);
        refuses(
                ArithmeticException.class,
                "in number 2 they differ by 0.25",
                () -> solve(drift(1, 2, 0.25), mixing(new double[][] {{1, 0}, {0, 1}, {0, 0}}), Tensor.ones(3)));
        assertEquals(
                2.5, solve(drift(1, 2, 0), mixing(new double[][] {{1, 0}, {0, 1}, {0, 0}}), Tensor.ones(3)), 1e-14);
        Diffusion<Tensor, Void> one = Diffusion.scalar((t, y, args) -> Tensor.of(1, 1), path());
        refuses(ArithmeticException.class, "they differ by", () -> solve(drift(1, 1.001), one, Tensor.ones(2)));
    }

    /** Later than at the start, at the stage that meets it. */
    @Test
    void noiseThatStopsIsMet() {
        Diffusion<Tensor, Void> stops =
                Diffusion.diagonal((t, y, args) -> t.less(0.55).cast(y.dtype()).times(y.onesLike()), path(2));
        refuses(ArithmeticException.class, "infinite at t = 0.6", () -> solve(drift(1, 0), stops, Tensor.ones(2)));
    }

    /** A last pivot that is rounding would give a u that is none, though G u = d holds. */
    @Test
    void singularDiffusionsAreRefused() {
        String text = "is singular at t = 0.0";
        double[][] dependent = {{0.1, 0.3}, {0.2, 0.6000000000000001}};
        refuses(ArithmeticException.class, text, () -> solve(drift(1, 2), mixing(dependent), Tensor.ones(2)));
        double[][] tall = {{0.1, 0.3}, {0.2, 0.6}, {0.7, 2.1}};
        refuses(ArithmeticException.class, text, () -> solve(drift(1, 2, 7), mixing(tall), Tensor.ones(3)));
        double[][] wide = {{0.1, 0.3, 0.7}, {0.2, 0.6, 1.4}};
        refuses(ArithmeticException.class, text, () -> solve(drift(1, 2), mixing(wide), Tensor.ones(2)));
        double[][] none = {{1, 0}, {2, 0}};
        refuses(ArithmeticException.class, text, () -> solve(drift(1, 2), mixing(none), Tensor.ones(2)));
    }

    @Test
    void oneDivergenceARowNeedsNoiseARow() {
        var mixed = new PathDivergenceTerm<>(STILL, STILL, mixing(new double[][] {{1, 0}, {0, 1}}));
        refuses(
                IllegalArgumentException.class,
                "needs noise of each number's own",
                () -> solve(mixed, PathDivergenceTerm.startBatch(Tensor.ones(2))));
        var own =
                new PathDivergenceTerm<>(STILL, STILL, Diffusion.<Tensor, Void>diagonal((t, y, args) -> y, path(2, 3)));
        refuses(
                IllegalArgumentException.class,
                "the divergence of a state [2, 3] is a scalar, or has its first axes, got [3]",
                () -> solve(own, new Pair<>(Tensor.ones(2, 3), Tensor.zeros(3))));
        refuses(
                IllegalArgumentException.class,
                "a batch of states is the first axis",
                () -> PathDivergenceTerm.startBatch(Tensor.scalar(1)));
        assertEquals(0, solve(own, new Pair<>(Tensor.ones(2, 3), Tensor.zeros(2, 3))));
    }

    @Test
    void driftsHaveTheShapeOfTheState() {
        Diffusion<Tensor, Void> g = Diffusion.diagonal((t, y, args) -> y, path(2));
        refuses(
                IllegalArgumentException.class,
                "the prior drift of a PathDivergenceTerm must have the shape of its state, [2], got []",
                () -> solve(
                        new PathDivergenceTerm<>(STILL, (t, y, args) -> Tensor.scalar(1), g),
                        PathDivergenceTerm.start(Tensor.ones(2))));
        refuses(
                IllegalArgumentException.class,
                "the posterior drift of a PathDivergenceTerm must have the shape",
                () -> solve(drift(1, 2, 3), g, Tensor.ones(2)));
    }

    /** The divergence would not know of it. */
    @Test
    void nothingIsAddedToADivergence() {
        var term = new PathDivergenceTerm<>(STILL, STILL, Diffusion.<Tensor, Void>diagonal((t, y, args) -> y, path(2)));
        Term<Pair<Tensor, Tensor>, Void> more = new ODETerm<>((t, y, args) -> y);
        String text = "nothing is added to a PathDivergenceTerm";
        refuses(IllegalArgumentException.class, text, () -> term.plus(more));
        refuses(IllegalArgumentException.class, text, () -> more.plus(term));
    }
}
