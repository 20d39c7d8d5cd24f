package org.palinode.examples.own;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;

/**
 * One compartment with a dose by mouth: gut' = −k_a gut, body' = k_a gut − k_e body, and the concentration body/V is observed. The one
 * input column is the dose, of which the first value of a series counts, taken at time 0.
 */
public final class OralDose implements SeriesEquation<OralDose.Parameters> {
    /** Logarithms of the rates of absorption and elimination and of the volume; scalars, shared by all subjects. */
    public record Parameters(Tensor logAbsorption, Tensor logElimination, Tensor logVolume) {}

    @Override
    public boolean absoluteTime() {
        return true;
    }

    @Override
    public Parameters initial(SeriesFacts facts, RandomKey key) {
        if (facts.columns().size() != 1 || facts.inputs().size() != 1) {
            throw new IllegalArgumentException(
                    "pharmacokinetics needs one column, the concentration, and one input, the"
                            + " dose; got " + facts.columns() + " and " + facts.inputs()
                            + "; choose them by --columns and --input");
        }
        double length = facts.length();
        return new Parameters(
                Tensor.scalar(Math.log(20 / length)), Tensor.scalar(Math.log(3 / length)), Tensor.scalar(0));
    }

    @Override
    public Tensor start(Parameters parameters, Tensor values, Tensor inputs) {
        return Tensor.concatenate(1, inputs, inputs.times(0));
    }

    @Override
    public Tensor field(Parameters parameters, Tensor t, Tensor state, Tensor inputs) {
        Tensor absorbed = parameters.logAbsorption().exp().times(state.index(1, 0));
        Tensor eliminated = parameters.logElimination().exp().times(state.index(1, 1));
        return Tensor.stack(1, absorbed.negate(), absorbed.minus(eliminated));
    }

    @Override
    public Tensor observed(Parameters parameters, Tensor state) {
        return state.slice(-1, 1, 2).dividedBy(parameters.logVolume().exp());
    }
}
