package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.LevyArea;

/**
 * Stochastic Runge–Kutta method of strong order 1.5 for Itô's calculus, where noise is a single one or each number's own. This is the stepping formula
 * of every {@link ItoTableau}; a drift without weight is not evaluated. With I = ∫ (W(v) − W(t)) dv / h = ½W + H:
 * <pre>
 *   xⱼ = y + h Σ a0ⱼᵢ fᵢ + I Σ b0ⱼᵢ gᵢ         fⱼ = f(t + c0ⱼh, xⱼ)
 *   zⱼ = y + h Σ a1ⱼᵢ fᵢ + √h Σ b1ⱼᵢ gᵢ        gⱼ = g(t + c1ⱼh, zⱼ)
 *   y₁ = y + h Σ αⱼ fⱼ + Σ gⱼ (β₁ⱼ W + β₂ⱼ (W² − h)/2√h + β₃ⱼ I + β₄ⱼ (W³ − 3hW)/6h)
 * </pre>
 * It has no reversed step: back in time these formulas solve another equation, unless the noise is additive. Dense output: linear, since the path
 * between the ends of a step is not known.
 */
public interface ItoRungeKutta extends NoiseSolver {
    ItoTableau tableau();

    @Override
    default LevyArea levyArea() {
        return LevyArea.SPACE_TIME;
    }

    @Override
    default boolean stepsForwardOnly() {
        return true;
    }

    @Override
    default boolean estimatesError() {
        return false;
    }

    @Override
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        ItoTableau tableau = tableau();
        NoisyField field = NoisyField.of(f);
        Tensor dt = h.cast(y0.dtype());
        Tensor root = h.abs().sqrt().cast(y0.dtype());
        NoiseVector w = field.w().times(dt);
        NoiseVector mean = w.times(0.5).plus(field.h());
        NoiseVector roots = w.map(one -> one.onesLike().times(root));
        List<Tensor> drifts = new ArrayList<>();
        List<Tensor> byMean = new ArrayList<>();
        List<Tensor> byRoot = new ArrayList<>();
        Tensor y1 = y0;
        for (int j = 0; j < tableau.stages(); j++) {
            Tensor x = Combination.from(Combination.from(y0, tableau.a0()[j], drifts), tableau.b0()[j], byMean);
            Tensor z = Combination.from(Combination.from(y0, tableau.a1()[j], drifts), tableau.b1()[j], byRoot);
            Tensor driftTime = t0.plus(h.times(tableau.driftTime(j)));
            Tensor time = t0.plus(h.times(tableau.diffusionTime(j)));
            drifts.add(tableau.readsDrift(j) ? field.drift().apply(driftTime, x).times(dt) : null);
            byMean.add(field.diffusion(time, z, mean));
            byRoot.add(field.diffusion(time, z, roots));
            int stage = j;
            NoiseVector weights = each(w, mean, (one, area) -> weighted(tableau.beta(), stage, one, area, dt, root));
            y1 = y1.plus(field.diffusion(time, z, weights));
        }
        y1 = Combination.from(y1, tableau.alpha(), drifts);
        return new Step(y1, null, List.of(y0, y1), List.of());
    }

    private static Tensor weighted(double[][] beta, int stage, Tensor w, Tensor mean, Tensor dt, Tensor root) {
        Tensor twice = w.square().minus(dt).dividedBy(root).times(0.5);
        Tensor thrice = w.times(w.square().dividedBy(dt).minus(3)).dividedBy(6);
        return w.times(beta[0][stage])
                .plus(twice.times(beta[1][stage]))
                .plus(mean.times(beta[2][stage]))
                .plus(thrice.times(beta[3][stage]));
    }

    private static NoiseVector each(NoiseVector first, NoiseVector second, BinaryOperator<Tensor> function) {
        return new NoiseVector(IntStream.range(0, first.paths().size())
                .mapToObj(
                        i -> function.apply(first.paths().get(i), second.paths().get(i)))
                .toList());
    }
}
