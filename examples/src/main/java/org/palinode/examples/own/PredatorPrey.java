package org.palinode.examples.own;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;

/** Lotka–Volterra x' = αx − βxy, y' = −γy + δxy, in logarithms of the prey x and the predator y. */
public final class PredatorPrey implements SeriesEquation<PredatorPrey.Parameters> {
    /** Logarithms of the rates: α, β, γ, δ, all scalars. */
    public record Parameters(Tensor logAlpha, Tensor logBeta, Tensor logGamma, Tensor logDelta) {}

    /** A cycle about the means γ/δ and α/β takes 2π/√(αγ); the first guess is three in the whole time. */
    @Override
    public Parameters initial(SeriesFacts facts, RandomKey key) {
        if (facts.columns().size() != 2 || facts.means().stream().anyMatch(mean -> !(mean > 0))) {
            throw new IllegalArgumentException(
                    "lotka-volterra needs two columns with positive means, the prey and then its"
                            + " predator, got " + facts.columns() + " with means " + facts.means()
                            + "; choose them by --columns");
        }
        double rate = 3 * 2 * Math.PI / facts.length();
        Tensor logRate = Tensor.scalar(Math.log(rate));
        return new Parameters(
                logRate,
                logRate.minus(Math.log(facts.means().get(1))),
                logRate,
                logRate.minus(Math.log(facts.means().get(0))));
    }

    @Override
    public Tensor start(Parameters parameters, Tensor values, Tensor inputs) {
        return values.maximum(1e-12).log();
    }

    @Override
    public Tensor field(Parameters parameters, Tensor t, Tensor state, Tensor inputs) {
        Tensor prey = state.index(1, 0).exp();
        Tensor predator = state.index(1, 1).exp();
        return Tensor.stack(
                1,
                parameters.logAlpha().exp().minus(parameters.logBeta().exp().times(predator)),
                parameters
                        .logDelta()
                        .exp()
                        .times(prey)
                        .minus(parameters.logGamma().exp()));
    }

    @Override
    public Tensor observed(Parameters parameters, Tensor state) {
        return state.exp();
    }
}
