package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.LevyArea;

/**
 * Stochastic Runge–Kutta method for any noise. This is the stepping formula of every tableau; stages whose drift or diffusion has no weight are not
 * evaluated.
 * <pre>
 *   zⱼ = y + h Σ aⱼᵢ fᵢ + Σ gᵢ (aWⱼᵢ W + aHⱼᵢ H)        fⱼ = f(t + cⱼh, zⱼ), gⱼ = g(t + cⱼh, zⱼ)
 *   y₁ = y + h Σ bⱼ fⱼ + Σ gⱼ (bWⱼ W + bHⱼ H)
 * </pre>
 * Dense output: linear, since the path between the ends of a step is not known.
 */
public interface StochasticRungeKutta extends NoiseSolver {
    StochasticTableau tableau();

    @Override
    default LevyArea levyArea() {
        return LevyArea.SPACE_TIME;
    }

    @Override
    default boolean estimatesError() {
        return tableau().error() != null;
    }

    @Override
    default Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        StochasticTableau tableau = tableau();
        NoisyField field = NoisyField.of(f);
        Tensor dt = h.cast(y0.dtype());
        NoiseVector w = field.w().times(dt);
        NoiseVector area = field.h();
        List<Tensor> drifts = new ArrayList<>();
        List<Tensor> byW = new ArrayList<>();
        List<Tensor> byH = new ArrayList<>();
        for (int j = 0; j < tableau.stages(); j++) {
            Tensor t = tableau.c()[j] == 0 ? t0 : t0.plus(h.times(tableau.c()[j]));
            Tensor z = sum(y0, tableau.a()[j], drifts, tableau.aW()[j], byW, tableau.aH()[j], byH);
            drifts.add(tableau.readsDrift(j) ? field.drift().apply(t, z).times(dt) : null);
            byW.add(tableau.readsDiffusion(j) ? field.diffusion(t, z, w) : null);
            byH.add(tableau.readsDiffusion(j) ? field.diffusion(t, z, area) : null);
        }
        Tensor y1 = sum(y0, tableau.b(), drifts, tableau.bW(), byW, tableau.bH(), byH);
        Tensor error = null;
        if (estimatesError()) {
            StochasticTableau.Error weights = tableau.error();
            error = sum(y0.zerosLike(), weights.drift(), drifts, weights.w(), byW, weights.h(), byH);
        }
        return new Step(y1, error, List.of(y0, y1), List.of());
    }

    private static Tensor sum(
            Tensor y, double[] a, List<Tensor> drifts, double[] aW, List<Tensor> byW, double[] aH, List<Tensor> byH) {
        return Combination.from(Combination.from(Combination.from(y, a, drifts), aW, byW), aH, byH);
    }
}
