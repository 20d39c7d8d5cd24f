package org.palinode.tests.ode.noise;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.QUICSORT;
import org.palinode.ode.solver.SPaRK;
import org.palinode.ode.solver.SlowRK;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.LangevinTerm;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Pair;
import org.palinode.ode.term.Term;

/**
 * Problems on which strong orders are measured, each made once with its reference.
 *
 * @param share the numbers of paths are those of the published measurements divided by this
 * @param finest the exponent of 2 that is the number of steps of the references
 */
record StrongOrderProblems(int share, int finest, Map<String, StrongOrderProblem<?>> made) {
    /** As many paths as others measured with, and references as fine. */
    static final StrongOrderProblems FULL = new StrongOrderProblems(1, 12, new ConcurrentHashMap<>());

    /** Few paths, with errors of some per cent. */
    static final StrongOrderProblems SMALL = new StrongOrderProblems(5, 10, new ConcurrentHashMap<>());

    /** As few paths as a dense Jacobian of them all bears. */
    static final StrongOrderProblems FEW = new StrongOrderProblems(75, 9, new ConcurrentHashMap<>());

    StrongOrderProblem<?> named(String name) {
        return made.computeIfAbsent(name, this::make);
    }

    private StrongOrderProblem<?> make(String name) {
        return switch (name) {
            case "growth" -> growth(4000 / share);
            case "trigonometric" -> trigonometric(3000 / share);
            case "additive" ->
                additive(3000 / share, 0.5, 1, 4, y -> y.times(3).sin().plus(0.5));
            // rare paths that end in the other well make up most of the error: more paths than were published
            case "double well" -> additive(60_000 / share, 0.2, 2, 6, y -> well(y).negate());
            case "rotating" -> rotating(1500 / share);
            case "area" -> area(20_000 / share);
            case "Langevin, double well" ->
                langevin(0.5, 4, Tensor.scalar(0.8), Tensor.scalar(0.2), StrongOrderProblems::well);
            case "Langevin, harmonic" -> langevin(1, 2, Tensor.of(2, 0.5), Tensor.of(0.5, 2), x -> x.times(2));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Tensor well(Tensor x) {
        return x.times(x.square().minus(1)).times(4);
    }

    private VirtualBrownianTree<Tensor> path(double end, LevyArea level, int... shape) {
        return VirtualBrownianTree.of(RandomKey.of(8), 0, end, Math.scalb(end, -finest), shape)
                .with(level);
    }

    private static Term<Tensor, Void> drift(UnaryOperator<Tensor> field) {
        return new ODETerm<>((t, y, args) -> field.apply(y));
    }

    private StrongOrderProblem<Tensor> growth(int paths) {
        var path = path(1, LevyArea.SPACE_TIME, paths);
        Term<Tensor, Void> noise = Diffusion.<Tensor, Void>diagonal((t, y, args) -> y.times(0.8), path)
                .strictly();
        Term<Tensor, Void> stratonovich = drift(y -> y.times(0.5)).plus(noise);
        Term<Tensor, Void> ito = drift(y -> y.times(0.5 + 0.8 * 0.8 / 2)).plus(noise);
        var equation = new SampledEquation<>(stratonovich, ito, Tensor.ones(paths), paths, 1);
        Tensor exponent = path.at(0, 1).get(1).times(0.8).plus(0.5);
        return new StrongOrderProblem<>(
                equation, 4, direction -> (direction == TimeDirection.FORWARD ? exponent : exponent.negate()).exp());
    }

    private StrongOrderProblem<Tensor> trigonometric(int paths) {
        Term<Tensor, Void> noise = Diffusion.<Tensor, Void>diagonal(
                        (t, y, args) -> y.sin().times(0.8), path(1, LevyArea.SPACE_TIME, paths))
                .strictly();
        Term<Tensor, Void> stratonovich = drift(Tensor::cos).plus(noise);
        Term<Tensor, Void> ito =
                stratonovich.plus(drift(y -> y.sin().times(y.cos()).times(0.8 * 0.8 / 2)));
        var equation =
                new SampledEquation<>(stratonovich, ito, Tensor.zeros(paths).plus(0.5), paths, 1);
        return StrongOrderProblem.solvedBy(equation, 4, new SlowRK(), finest);
    }

    private StrongOrderProblem<Tensor> additive(
            int paths, double y0, double end, int coarsest, UnaryOperator<Tensor> field) {
        Tensor size = Tensor.zeros(paths).plus(0.7);
        Term<Tensor, Void> term =
                drift(field).plus(Diffusion.additiveDiagonal((t, args) -> size, path(end, LevyArea.SPACE_TIME, paths)));
        var equation = new SampledEquation<>(term, term, Tensor.zeros(paths).plus(y0), paths, end);
        return StrongOrderProblem.solvedBy(equation, coarsest, new SlowRK(), finest);
    }

    /** Two numbers a path and four noises that do not commute: y [2, paths], noise [4, paths]. */
    private StrongOrderProblem<Tensor> rotating(int paths) {
        double cos = Math.cos(0.5);
        double sin = Math.sin(0.5);
        Term<Tensor, Void> term = Diffusion.product(
                (t, y, v, args) -> {
                    Tensor a = y.get(0);
                    Tensor b = y.get(1);
                    Tensor first = a.sin().times(v.get(0)).plus(a.cos().times(v.get(1)));
                    Tensor second = b.sin().times(v.get(2)).plus(b.cos().times(v.get(3)));
                    return Tensor.stack(
                            0,
                            first.times(cos).minus(second.times(sin)),
                            first.times(sin).plus(second.times(cos)));
                },
                path(0.5, LevyArea.SPACE_TIME, 4, paths));
        var equation = new SampledEquation<>(term, term, Tensor.zeros(2, paths).plus(2), paths, 0.5);
        return StrongOrderProblem.solvedBy(equation, 2, new Heun(), finest - 1);
    }

    /** dy₁ = dW₁, dy₂ = y₁ dW₂: the area of two Brownian motions, which no method knows. */
    private StrongOrderProblem<Tensor> area(int paths) {
        Term<Tensor, Void> term = Diffusion.product(
                (t, y, v, args) -> Tensor.stack(0, v.get(0), y.get(0).times(v.get(1))),
                path(1, LevyArea.SPACE_TIME, 2, paths));
        var equation = new SampledEquation<>(term, term, Tensor.zeros(2, paths), paths, 1);
        return StrongOrderProblem.solvedBy(equation, 3, new SPaRK(), finest);
    }

    /** Particles [paths, numbers of γ], each number a path of its own. */
    private StrongOrderProblem<Pair<Tensor, Tensor>> langevin(
            double x0, double end, Tensor gamma, Tensor u, UnaryOperator<Tensor> force) {
        int[] shape = {1000 / share, gamma.size()};
        var term = new LangevinTerm<Tensor, Void>(
                gamma.broadcastTo(shape),
                u.broadcastTo(shape),
                (x, args) -> force.apply(x),
                path(end, LevyArea.SPACE_TIME_TIME, shape));
        var y0 = new Pair<>(Tensor.zeros(shape).plus(x0), Tensor.zeros(shape));
        var equation = new SampledEquation<>(term, term, y0, shape[0] * shape[1], end);
        return StrongOrderProblem.solvedBy(equation, 3, new QUICSORT(), finest - 1);
    }
}
