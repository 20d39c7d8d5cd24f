package org.palinode.train;

import java.util.function.BiFunction;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Autodiff.ValueAndGradient;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.OptimiserState;

/** A step of the optimiser against the gradient of a loss. */
record LossRule<P, B>(BiFunction<? super P, ? super B, Tensor> loss, Optimiser optimiser)
        implements TrainingRule<P, B> {
    @Override
    public OptimiserState<P> init(P initial) {
        return optimiser.init(initial);
    }

    @Override
    public BiFunction<P, B, Found<P>> gradient(boolean compiled) {
        BiFunction<P, B, ValueAndGradient<P>> gradient = OnBatch.ready(
                (parameters, batch) -> Autodiff.valueAndGrad((P p) -> loss.apply(p, batch), parameters), compiled);
        return (parameters, batch) -> {
            ValueAndGradient<P> found = gradient.apply(parameters, batch);
            return new Found<>(found.value(), state -> optimiser.step(found.gradient(), state, parameters));
        };
    }

    @Override
    public BiFunction<? super P, ? super B, Tensor> validation() {
        return loss;
    }
}
