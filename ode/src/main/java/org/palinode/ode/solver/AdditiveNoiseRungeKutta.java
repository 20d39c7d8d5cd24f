package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.LevyArea;

/**
 * Stochastic Runge–Kutta method for additive noise. This is the stepping formula of every tableau, with g₀ and g₁ at the ends of the step:
 * <pre>
 *   zⱼ = y + h Σ aⱼᵢ f(t + cᵢh, zᵢ) + g₀ (aWⱼ W + aHⱼ H)
 *   y₁ = y + h Σ bⱼ f(t + cⱼh, zⱼ) + g₀ W + ½(g₁ − g₀)(W − 2H)
 * </pre>
 * Dense output: linear, since the path between the ends of a step is not known.
 */
public interface AdditiveNoiseRungeKutta extends NoiseSolver {
    AdditiveNoiseTableau tableau();

    @Override
    default LevyArea levyArea() {
        return LevyArea.SPACE_TIME;
    }

    /** An estimate of the error of the drift alone: with large noise and a small drift it is too small. */
    @Override
    default boolean estimatesError() {
        return tableau().error() != null;
    }

    @Override
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        AdditiveNoiseTableau tableau = tableau();
        NoisyField field = NoisyField.of(f);
        Tensor dt = h.cast(y0.dtype());
        NoiseVector w = field.w().times(dt);
        NoiseVector area = field.h();
        Tensor byW = field.diffusion(t0, y0, w);
        Tensor byH = field.diffusion(t0, y0, area);
        List<Tensor> drifts = new ArrayList<>();
        for (int j = 0; j < tableau.stages(); j++) {
            Tensor t = tableau.c()[j] == 0 ? t0 : t0.plus(h.times(tableau.c()[j]));
            Tensor z = Combination.from(y0, tableau.a()[j], drifts);
            Tensor noise = Combination.of(new double[] {tableau.aW()[j], tableau.aH()[j]}, List.of(byW, byH));
            drifts.add(field.drift().apply(t, noise == null ? z : z.plus(noise)).times(dt));
        }
        NoiseVector late = w.plus(area.times(-2));
        Tensor change = field.diffusion(t0.plus(h), y0, late).minus(field.diffusion(t0, y0, late));
        Tensor y1 = Combination.from(y0, tableau.b(), drifts).plus(byW).plus(change.times(0.5));
        Tensor error = estimatesError() ? Combination.of(tableau.error(), drifts) : null;
        return new Step(y1, error, List.of(y0, y1), List.of());
    }
}
