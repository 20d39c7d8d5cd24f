package org.palinode.tests.ode.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.ode.SolveEach.solveEach;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveInstance;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.CommonPath;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.StackedPaths;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Which noise each instance of many solves hears, and each member of a batch. */
@Tag("once")
class NoiseOfInstancesTest {
    private static final RandomKey KEY = RandomKey.of(31);
    private static final VirtualBrownianTree<Tensor> TREE =
            VirtualBrownianTree.of(KEY, -1, 3, 1e-3, 2).with(LevyArea.SPACE_TIME);
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.05);

    private static Term<Tensor, Tensor> term(BrownianPath<Tensor> path) {
        return new ODETerm<Tensor, Tensor>((t, y, p) -> y.sin().times(p.get(0)))
                .plus(Diffusion.general((t, y, p) -> Tensor.stack(1, y.cos().times(p.get(1)), y.times(0.2)), path));
    }

    /** Instances that differ in all that may differ. */
    private static List<SolveInstance<Tensor, Tensor>> instances(Tensor p) {
        List<SolveInstance<Tensor, Tensor>> instances = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            double t0 = 0.1 * i;
            double t1 = i % 3 == 2 ? t0 - 1 : t0 + 1 + 0.3 * i;
            SolveOptions options = switch (i % 3) {
                case 0 ->
                    SolveOptions.standard()
                            .controller(new PIDController(1e-3, 1e-3).withDtmin(2e-3))
                            .dt0(0.1)
                            .saveAt(SaveAt.ts((t0 + t1) / 2).andT1());
                case 1 -> STEPS.adjoint(new ReversibleAdjoint());
                default -> STEPS.dt0(-0.05).adjoint(new DirectAdjoint());
            };
            instances.add(new SolveInstance<>(t0, t1, Tensor.of(1 + 0.1 * i, -0.5), p, options));
        }
        return instances;
    }

    private static Solution<Tensor> alone(
            BrownianPath<Tensor> path, Solver solver, SolveInstance<Tensor, Tensor> instance) {
        return diffeqsolve(
                term(path), solver, instance.t0(), instance.t1(), instance.y0(), instance.args(), instance.options());
    }

    @Test
    void anInstanceHearsThePathFoldedWithItsNumberToTheBit() {
        var instances = instances(Tensor.of(0.7, 0.4));
        for (int threads : new int[] {1, 3}) {
            var together = solveEach(term(TREE), new SPaRK(), instances, threads);
            for (int i = 0; i < instances.size(); i++) {
                Solution<Tensor> alone = alone(TREE.fold(i), new SPaRK(), instances.get(i));
                assertArrayEquals(alone.ys().toArray(), together.get(i).ys().toArray());
                assertArrayEquals(alone.stepTimes(), together.get(i).stepTimes());
            }
        }
    }

    @Test
    void pathsOfEveryKindAreFolded() {
        var increments = IndependentIncrements.of(KEY, 2);
        var given = GivenIncrements.of(new double[] {0, 0.5, 1}, new double[][] {{0.3, -0.2}, {0.1, 0.9}});
        var stacked = StackedPaths.antithetic(IndependentIncrements.of(KEY.fold(7), 1));
        assertEquals(KEY.fold(4), increments.fold(4).key());
        assertEquals(KEY.fold(4), TREE.fold(4).key());
        assertEquals(given, given.fold(4));
        assertEquals(List.of(KEY), new CommonPath<>(TREE).fold(4).keys());
        assertEquals(
                List.of(KEY.fold(7).fold(4), KEY.fold(7).fold(4)),
                stacked.fold(4).keys());
        assertEquals(stacked.zero().shape(), stacked.fold(4).zero().shape());
    }

    @Test
    void commonNoiseIsTheSameForAll() {
        var instance = new SolveInstance<>(0, 1, Tensor.of(1, -0.5), Tensor.of(0.7, 0.4), STEPS);
        var same = solveEach(term(new CommonPath<>(TREE)), new Heun(), List.of(instance, instance), 2);
        var apart = solveEach(term(TREE), new Heun(), List.of(instance, instance), 2);
        double[] alone = alone(TREE, new Heun(), instance).y1().toArray();
        assertArrayEquals(alone, same.get(0).y1().toArray());
        assertArrayEquals(alone, same.get(1).y1().toArray());
        assertNotEquals(alone[0], apart.get(0).y1().toArray()[0]);
        assertNotEquals(apart.get(0).y1().toArray()[0], apart.get(1).y1().toArray()[0]);
    }

    /** Over other times and with another tolerance than the term's path, or measured. */
    @Test
    void anInstanceMayHaveAPathOfItsOwn() {
        var later = VirtualBrownianTree.of(RandomKey.of(5), 10, 12, 1e-4, 2);
        var measured = GivenIncrements.of(new double[] {0, 0.5, 1}, new double[][] {{0.3, -0.2}, {0.1, 0.9}});
        var p = Tensor.of(0.7, 0.4);
        var first = new SolveInstance<>(10, 11, Tensor.of(1, -0.5), p, STEPS.dt0(2e-3)).hearing(later);
        var second = new SolveInstance<>(0, 1, Tensor.of(1, -0.5), p, STEPS.dt0(0.5)).hearing(measured);
        var together = solveEach(term(TREE), new Heun(), List.of(first, second), 2);
        assertArrayEquals(
                alone(later, new Heun(), first).y1().toArray(),
                together.get(0).y1().toArray());
        assertArrayEquals(
                alone(measured, new Heun(), second).y1().toArray(),
                together.get(1).y1().toArray());
        Tensor heard = together.get(1).noise(TREE, 0, 0.5, 1);
        assertArrayEquals(new double[] {0, 0, 0.3, -0.2, 0.4, 0.7}, heard.toArray(), 1e-15);
        var wrong = first.hearing(VirtualBrownianTree.of(KEY, 10, 12, 1e-4, 3));
        var refusal = assertThrows(
                IllegalArgumentException.class, () -> solveEach(term(TREE), new Heun(), List.of(second, wrong)));
        assertTrue(
                refusal.getMessage()
                        .startsWith(
                                "instance 1: the paths that an instance hears have the shapes of those of its term"),
                refusal.getMessage());
        var two = first.hearing(later, later);
        assertThrows(IllegalArgumentException.class, () -> solveEach(term(TREE), new Heun(), List.of(two)));
    }

    @Test
    void gradientsAreThoseOfInstancesAloneWhateverTheThreads() {
        Tensor p = Tensor.of(0.7, 0.4);
        Tensor[] gradients = new Tensor[3];
        for (int threads = 1; threads < 3; threads++) {
            int count = threads;
            gradients[threads] = grad((Tensor in) -> solveEach(term(TREE), new SPaRK(), instances(in), count).stream()
                            .map(solution -> solution.ys().sum())
                            .reduce(Tensor::plus)
                            .orElseThrow())
                    .apply(p);
        }
        assertArrayEquals(gradients[1].toArray(), gradients[2].toArray());
        Function<Tensor, Tensor> apart = in -> {
            var instances = instances(in);
            Tensor sum = Tensor.scalar(0);
            for (int i = 0; i < instances.size(); i++) {
                sum = sum.plus(
                        alone(TREE.fold(i), new SPaRK(), instances.get(i)).ys().sum());
            }
            return sum;
        };
        assertArrayEquals(grad(apart).apply(p).toArray(), gradients[1].toArray(), 1e-13); // added up in another order
    }

    /** A batch with a key for each member; the same members solved alone. */
    @Test
    void membersOfABatchHaveKeysOfTheirOwn() {
        List<BrownianPath<Tensor>> paths =
                List.of(IndependentIncrements.of(KEY.fold(0), 3), IndependentIncrements.of(KEY.fold(1), 3));
        Term<Tensor, Tensor> batch = Diffusion.diagonal((t, y, p) -> y.sin().times(p), new StackedPaths(paths));
        Tensor y0 = Tensor.of(new double[][] {{1, 2, 3}, {1, 2, 3}});
        Tensor p = Tensor.of(0.3, 0.5, 0.2);
        Tensor together = diffeqsolve(batch, new Heun(), 0, 1, y0, p, STEPS).y1();
        for (int i = 0; i < 2; i++) {
            Term<Tensor, Tensor> one = Diffusion.diagonal((t, y, q) -> y.sin().times(q), paths.get(i));
            assertArrayEquals(
                    diffeqsolve(one, new Heun(), 0, 1, y0.get(i), p, STEPS).y1().toArray(),
                    together.get(i).toArray());
        }
        assertNotEquals(together.toArray()[0], together.toArray()[3]);
        Function<Adjoint, Function<Tensor, Tensor>> loss = adjoint ->
                q -> diffeqsolve(batch, new Heun(), 0, 1, y0, q, STEPS.dt0(0.2).adjoint(adjoint))
                        .y1()
                        .square()
                        .sum();
        checkGradients(loss.apply(new DirectAdjoint()), p);
        double[] direct = grad(loss.apply(new DirectAdjoint())).apply(p).toArray();
        double[] checkpoints =
                grad(loss.apply(new RecursiveCheckpointAdjoint(3))).apply(p).toArray();
        assertArrayEquals(direct, checkpoints, 1e-12); // the same steps, added up in another order
    }

    /** y and its mirror image under −W: for dy = p dW the gradient of the sum of both is that of their common start alone. */
    @Test
    void gradientsOfMirroredPairs() {
        var pair = StackedPaths.antithetic(VirtualBrownianTree.of(KEY, 0, 1, 1e-2, 2));
        Function<Tensor, Tensor> mean = p -> diffeqsolve(
                        Diffusion.<Tensor, Tensor>diagonal(
                                (t, y, q) -> y.onesLike().times(q), pair),
                        new Heun(),
                        0,
                        1,
                        Tensor.ones(2, 2),
                        p,
                        STEPS)
                .y1()
                .mean();
        Function<Tensor, Tensor> square = p -> diffeqsolve(
                        Diffusion.<Tensor, Tensor>diagonal((t, y, q) -> y.times(q), pair),
                        new Heun(),
                        0,
                        1,
                        Tensor.ones(2, 2),
                        p,
                        STEPS)
                .y1()
                .square()
                .sum();
        assertEquals(0, grad(mean).apply(Tensor.of(0.3, 0.4)).abs().max().item(), 1e-15);
        checkGradients(square, Tensor.of(0.3, 0.4));
        assertTrue(grad(square).apply(Tensor.of(0.3, 0.4)).abs().min().item() > 1e-2);
    }

    /**
     * The halves of a tree came from the keys that {@code fold(0)} and {@code fold(1)} of its key gave, so that the tree of such a key
     * repeated its noise. The bound is five standard errors of 4,000 pairs.
     */
    @Test
    void pathsOfFoldedKeysAreIndependent() {
        int n = 4_000;
        for (LevyArea level : LevyArea.values()) {
            Tensor base = VirtualBrownianTree.of(KEY, 0, 1, 0.25, n).with(level).at(0, 0.25, 0.5, 0.75, 1);
            for (int fold = 0; fold < 4; fold++) {
                Tensor other = VirtualBrownianTree.of(KEY, 0, 1, 0.25, n)
                        .with(level)
                        .fold(fold)
                        .at(0, 0.25, 0.5, 0.75, 1);
                for (Tensor first : bends(base)) {
                    for (Tensor second : bends(other)) {
                        assertEquals(0, first.times(second).mean().item(), 5 / Math.sqrt(n), level + " " + fold);
                    }
                }
            }
        }
    }

    /** The normal numbers of W, of its halving, and of that of both halves; of variance 1. */
    private static List<Tensor> bends(Tensor w) {
        List<Tensor> bends = new ArrayList<>(List.of(w.get(4)));
        bends.add(w.get(2).times(2).minus(w.get(4)));
        bends.add(w.get(1).times(2).minus(w.get(2)).times(Math.sqrt(2)));
        bends.add(w.get(3).times(2).minus(w.get(2)).minus(w.get(4)).times(Math.sqrt(2)));
        return bends;
    }
}
