package org.palinode.train;

import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Parameters that are trained, with a state that each batch moves on without a gradient, such as the running moments of a batch norm. It is
 * what {@link Trainer#stateful} trains: checkpoints, metrics and {@link Trained} have both parts.
 *
 * <p>The optimiser sees the parameters alone. In what it remembers, a moving average for one, the state is that after the last step.
 *
 * <pre>{@code
 * Stateful.Loss<Net, BatchNorm.State, Points> loss = (net, moments, batch) -> {
 *     BatchNorm.Trained normal = net.norm().train(moments, batch.x());
 *     return new Stateful.Value<>(net.error(normal.value(), batch.y()), normal.state());
 * };
 * Trainer.stateful(loss, new Adam(0.01), batches).run(new Stateful<>(net, net.norm().start()));
 * }</pre>
 *
 * @param parameters a tree
 * @param state a tree
 */
public record Stateful<P, S>(P parameters, S state) {
    public Stateful {
        Objects.requireNonNull(parameters, "parameters with a state need parameters, got null");
        Objects.requireNonNull(state, "parameters with a state need a state, got null; without one use Trainer.of");
    }

    /**
     * Result of a {@link Loss}.
     *
     * @param loss one number
     * @param state after the batch, like the one before in structure, shapes and types; no gradient passes through it
     */
    public record Value<S>(Tensor loss, S state) {
        public Value {
            Objects.requireNonNull(loss, "a loss with a state needs the loss, got null");
            Objects.requireNonNull(state, "a loss with a state returns the state after the batch, got null");
        }
    }

    /** Loss of parameters on a batch, with the state after it, in tensor operations. */
    @FunctionalInterface
    public interface Loss<P, S, B> {
        Value<S> apply(P parameters, S state, B batch);
    }
}
