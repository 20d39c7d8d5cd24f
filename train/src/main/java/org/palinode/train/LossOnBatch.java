package org.palinode.train;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;

/** Compiled functions of parameters and a batch. */
final class LossOnBatch {
    /** Argument of a compiled function. */
    record Input<P, B>(P parameters, B batch) {}

    /** Loss and its gradient with respect to the parameters. */
    record Output<P>(Tensor loss, P gradient) {}

    private LossOnBatch() {}

    /** The loss alone. */
    static <P, B> BiFunction<P, B, Tensor> of(BiFunction<? super P, ? super B, Tensor> loss, boolean compiled) {
        return of(compiled, input -> loss.apply(input.parameters(), input.batch()));
    }

    /** The loss with its gradient. */
    static <P, B> BiFunction<P, B, Output<P>> withGradient(
            BiFunction<? super P, ? super B, Tensor> loss, boolean compiled) {
        return of(compiled, input -> {
            Autodiff.ValueAndGradient<P> found =
                    Autodiff.valueAndGrad((P parameters) -> loss.apply(parameters, input.batch()), input.parameters());
            return new Output<>(found.value(), found.gradient());
        });
    }

    /** The parameters after an update; the same ones where there is none. */
    static <P, B> BiFunction<P, B, P> update(BiFunction<? super P, ? super B, ? extends P> update, boolean compiled) {
        return update == null
                ? (parameters, batch) -> parameters
                : of(compiled, input -> update.apply(input.parameters(), input.batch()));
    }

    private static <P, B, R> BiFunction<P, B, R> of(boolean compiled, Function<Input<P, B>, R> function) {
        Function<Input<P, B>, R> ready = compiled ? Autodiff.compile(function) : function;
        return (parameters, batch) -> ready.apply(new Input<>(parameters, batch));
    }
}
