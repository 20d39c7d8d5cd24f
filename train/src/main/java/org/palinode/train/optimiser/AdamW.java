package org.palinode.train.optimiser;

import java.util.Objects;
import java.util.function.Predicate;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.schedule.Schedule;

/**
 * Adam with weight decay that does not pass through its means: p ← p − rate · (move of Adam + {@code decay} · p).
 *
 * <p>Source: I. Loshchilov, F. Hutter, "Decoupled Weight Decay Regularization", 2017, arXiv:1711.05101. As in optax and PyTorch, the
 * learning rate multiplies the decay too.
 *
 * @param adam Adam, with the learning rate
 * @param decay the weight decay, 0 or more
 * @param decays the paths of the leaves that decay
 */
public record AdamW(Adam adam, double decay, Predicate<String> decays) implements Optimiser {
    /** @throws IllegalArgumentException if the decay is negative */
    public AdamW {
        Objects.requireNonNull(adam, "AdamW needs an Adam, got null");
        Objects.requireNonNull(decays, "AdamW needs to know which leaves decay, got null");
        Settings.requireNotNegative("weight decay", decay);
    }

    /** AdamW on all leaves. */
    public AdamW(double rate, double decay) {
        this(new Adam(rate), decay);
    }

    /** AdamW on all leaves, with a learning rate that changes. */
    public AdamW(Schedule rate, double decay) {
        this(new Adam(rate), decay);
    }

    /** AdamW on all leaves. */
    public AdamW(Adam adam, double decay) {
        this(adam, decay, Paths.ALL);
    }

    @Override
    public Leaves start(Leaves leaves) {
        return adam.start(leaves);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        Leaves moved = adam.advance(leaves);
        return moved.withParameters(Paths.decayed(leaves, moved.parameters(), decays, decayRate(leaves)));
    }

    private Tensor decayRate(Leaves leaves) {
        return Settings.rate(adam.rate(), leaves).times(decay);
    }
}
