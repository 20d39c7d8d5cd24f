package org.palinode.train;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.OptimiserState;

/** Functions of what is trained and a batch. */
final class OnBatch {
    /** Argument of a compiled function. */
    record Input<P, B>(P parameters, B batch) {}

    private OnBatch() {}

    /** The same function, compiled if it should be. */
    static <P, B, R> BiFunction<P, B, R> ready(
            BiFunction<? super P, ? super B, ? extends R> function, boolean compiled) {
        Function<Input<P, B>, R> plain = input -> function.apply(input.parameters(), input.batch());
        Function<Input<P, B>, R> ready = compiled ? Autodiff.compile(plain) : plain;
        return (parameters, batch) -> ready.apply(new Input<>(parameters, batch));
    }

    /** True if an optimiser left the step between two of its states out. */
    static boolean isSkipped(Optimiser optimiser, OptimiserState<?> before, OptimiserState<?> after) {
        return optimiser.skipsNotFinite() && after.skipped() > before.skipped();
    }
}
