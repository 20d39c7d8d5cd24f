package org.palinode.train.optimiser;

import java.util.Objects;

/**
 * First-order optimiser over any tree of parameters. It is a value and keeps nothing: all that it remembers is in an {@link OptimiserState}.
 * A step writes to nothing that it was given.
 *
 * <p>Methods that end in -ing add something to an optimiser. What is added last meets the gradient first:
 * {@code new Adam(1e-3).averaging(0.99).clippingByNorm(1).accumulating(4)} takes the mean of four gradients, clips it, takes a step of Adam
 * with it, and averages the parameters.
 *
 * <p>A step is compiled as one plan over all leaves, once for each optimiser and the shapes of its leaves. Float32 leaves stay float32.
 * An optimiser of one's own implements {@link #start} and {@link #advance}; as a record it is compiled once, however often it is made.
 */
public interface Optimiser {
    /** Parameters after a step, and the state that belongs to them. */
    record Updated<P>(P parameters, OptimiserState<P> state) {}

    /** Adds to {@code leaves} what is remembered before the first step: {@link Leaves#STEPS} at least. */
    Leaves start(Leaves leaves);

    /** The parameters and memory after a step, in tensor operations. The gradient was checked to be finite, or will not be used. */
    Leaves advance(Leaves leaves);

    /** True if a gradient that is not finite leaves everything as it is; false if it is refused. */
    default boolean skipsNotFinite() {
        return false;
    }

    /** The state before the first step. */
    default <P> OptimiserState<P> init(P parameters) {
        Objects.requireNonNull(parameters, "an optimiser needs parameters, got null");
        return Stepping.init(this, parameters);
    }

    /**
     * Parameters and state after a step against {@code gradient}, a tree of the structure and types of the parameters.
     *
     * @throws IllegalArgumentException if gradient or state do not belong to such parameters, or the state to another optimiser; says where
     * @throws NotFiniteGradientException if the gradient has a number that is not finite, unless {@link #skippingNotFinite} was asked for
     */
    default <P> Updated<P> step(P gradient, OptimiserState<P> state, P parameters) {
        Objects.requireNonNull(gradient, "a step needs a gradient, got null");
        Objects.requireNonNull(state, "a step needs a state, got null; init(parameters) makes the first one");
        Objects.requireNonNull(parameters, "a step needs parameters, got null");
        return Stepping.step(this, gradient, state, parameters);
    }

    /** Clips each number of the gradients to [−{@code most}, {@code most}]. */
    default Optimiser clippingByValue(double most) {
        return new ClippedByValue(this, most);
    }

    /** Shortens gradients to {@code most} where their Euclidean norm over all leaves is above it. */
    default Optimiser clippingByNorm(double most) {
        return new ClippedByNorm(this, most);
    }

    /** Takes one step for {@code count} gradients, against their mean. The parameters do not change in between. */
    default Optimiser accumulating(int count) {
        return new Accumulated(this, count);
    }

    /**
     * Takes a moving average of the parameters: average ← {@code decay} · average + (1 − {@code decay}) · parameters. It
     * starts at the parameters, and is {@link OptimiserState#average}.
     */
    default Optimiser averaging(double decay) {
        return new Averaged(this, decay);
    }

    /** Leaves parameters and state as they are where a gradient is not finite, and counts such steps. */
    default Optimiser skippingNotFinite() {
        return new Skipping(this);
    }
}
