package org.palinode.tests.ode.noise;

import java.util.function.UnaryOperator;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.ItoConversion;
import org.palinode.ode.term.ODETerm;
import org.palinode.ode.term.Term;

/** Equations over [0, 1], mostly known from collections of problems, whose solution is a formula in the path at the end; all but the last in Itô's form. */
final class ClosedForms {
    private static final int PATHS = 1000;

    private ClosedForms() {}

    static StrongOrderProblem<Tensor> named(String name) {
        return switch (name) {
            case "linear" ->
                scalar(
                        0.5,
                        x -> x.times(1.01),
                        x -> x.times(0.87),
                        w -> w.times(0.87).plus(1.01 - 0.87 * 0.87 / 2).exp().times(0.5));
            case "wave" ->
                scalar(
                        1,
                        x -> x.sin().times(x.cos()).times(x.cos().square()).times(-0.01),
                        x -> x.cos().square().times(0.1),
                        w -> w.times(0.1).plus(Math.tan(1)).atan());
            case "cubic" ->
                scalar(
                        0.5,
                        x -> x.times(x.square().minus(1)).times(0.25),
                        x -> x.square().minus(1).times(-0.5),
                        w -> w.exp()
                                .times(1.5)
                                .minus(0.5)
                                .dividedBy(w.exp().times(1.5).plus(0.5)));
            case "hyperbolic" -> // sinh(t + W)
                scalar(
                        0,
                        x -> x.times(0.5).plus(root(x)),
                        ClosedForms::root,
                        w -> w.plus(1).exp().minus(w.plus(1).negate().exp()).times(0.5));
            case "fading" -> fading();
            case "matrices" -> matrices();
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Tensor root(Tensor x) {
        return x.square().plus(1).sqrt();
    }

    private static VirtualBrownianTree<Tensor> path(int... shape) {
        return VirtualBrownianTree.of(RandomKey.of(21), 0, 1, 1.0 / 1024, shape).with(LevyArea.SPACE_TIME);
    }

    private static StrongOrderProblem<Tensor> scalar(
            double y0, UnaryOperator<Tensor> drift, UnaryOperator<Tensor> noise, UnaryOperator<Tensor> solution) {
        var path = path(PATHS);
        Term<Tensor, Void> ito = new ODETerm<Tensor, Void>((t, y, args) -> drift.apply(y))
                .plus(Diffusion.<Tensor, Void>diagonal((t, y, args) -> noise.apply(y), path)
                        .strictly());
        return problem(
                ItoConversion.toStratonovich(ito),
                ito,
                Tensor.zeros(PATHS).plus(y0),
                solution.apply(path.at(0, 1).get(1)));
    }

    private static StrongOrderProblem<Tensor> problem(
            Term<Tensor, Void> stratonovich, Term<Tensor, Void> ito, Tensor y0, Tensor solution) {
        return new StrongOrderProblem<>(
                new SampledEquation<>(stratonovich, ito, y0, PATHS, 1), 4, direction -> solution);
    }

    /** dX = (β/√(1 + t) − X/(2(1 + t))) dt + αβ/√(1 + t) dW with α = 0.1, β = 0.05, whose X √(1 + t) is X₀ + β(t + αW). */
    private static StrongOrderProblem<Tensor> fading() {
        var path = path(PATHS);
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, x, args) -> {
                    Tensor pull = x.dividedBy(t.plus(1).times(2));
                    return Tensor.scalar(0.05).dividedBy(t.plus(1).sqrt()).minus(pull);
                })
                .plus(Diffusion.additiveDiagonal(
                        (t, args) -> Tensor.ones(PATHS)
                                .times(0.005)
                                .dividedBy(t.plus(1).sqrt()),
                        path));
        Tensor solution =
                path.at(0, 1).get(1).times(0.1).plus(1).times(0.05).plus(1).times(Math.sqrt(0.5));
        return problem(term, term, Tensor.ones(PATHS), solution);
    }

    /** dx = Ax dt + Σ Bⱼx ∘dWⱼ of matrices aI + bJ that commute, as complex numbers: x [2, paths] is turned by the sum of b and grows by that of a. */
    private static StrongOrderProblem<Tensor> matrices() {
        double[] a = {-0.2, 0.3, 0.4};
        double[] b = {0.7, 0.5, -0.6};
        var path = path(2, PATHS);
        Term<Tensor, Void> term = new ODETerm<Tensor, Void>((t, x, args) -> product(a[0], b[0], x))
                .plus(Diffusion.product(
                        (t, x, v, args) -> product(a[1], b[1], x)
                                .times(v.get(0))
                                .plus(product(a[2], b[2], x).times(v.get(1))),
                        path));
        Tensor w = path.at(0, 1).get(1);
        Tensor first = w.slice(0, 0, PATHS);
        Tensor second = w.slice(0, PATHS, 2 * PATHS);
        Tensor size = first.times(a[1]).plus(second.times(a[2])).plus(a[0]).exp();
        Tensor angle = first.times(b[1]).plus(second.times(b[2])).plus(b[0]);
        Tensor solution = Tensor.stack(0, size.times(angle.cos()), size.times(angle.sin()));
        return problem(term, term, Tensor.stack(0, Tensor.ones(PATHS), Tensor.zeros(PATHS)), solution);
    }

    /** (aI + bJ) x, where J turns by a right angle. */
    private static Tensor product(double a, double b, Tensor x) {
        Tensor turned = Tensor.stack(0, x.get(1).negate(), x.get(0));
        return x.times(a).plus(turned.times(b));
    }
}
