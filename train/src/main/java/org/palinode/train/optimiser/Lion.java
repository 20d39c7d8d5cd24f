package org.palinode.train.optimiser;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.schedule.Schedule;

/**
 * Lion: moves each number by the learning rate, in the direction of a mean of gradients: p ← p − rate · (sign(β₁ m + (1 − β₁) g) + decay · p),
 * then m ← β₂ m + (1 − β₂) g. Learning rates are a third to a tenth of Adam's.
 *
 * <p>Source: X. Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, arXiv:2302.06675.
 *
 * @param rate the learning rate
 * @param beta1 weight of m in the direction, in [0, 1)
 * @param beta2 decay of m, in [0, 1)
 * @param decay weight decay of all leaves, 0 or more
 */
public record Lion(Schedule rate, double beta1, double beta2, double decay) implements Optimiser {
    /** @throws IllegalArgumentException if a number is out of its range */
    public Lion {
        Settings.requireRate(rate);
        Settings.requireShare("beta1", beta1);
        Settings.requireShare("beta2", beta2);
        Settings.requireNotNegative("weight decay", decay);
    }

    /** Lion with the paper's numbers, 0.9 and 0.99, without decay. */
    public Lion(double rate) {
        this(Settings.rate(rate));
    }

    /** Lion with the paper's numbers, 0.9 and 0.99, without decay. */
    public Lion(Schedule rate) {
        this(rate, 0.9, 0.99, 0);
    }

    @Override
    public Leaves start(Leaves leaves) {
        return leaves.counting(Leaves.STEPS).beginningAtZero(Moments.MEAN);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        Tensor now = Settings.rate(rate, leaves);
        List<Tensor> mean = leaves.memory(Moments.MEAN);
        List<Tensor> direction = Moments.mixed(beta1, mean, leaves.gradient(), leaves);
        List<Tensor> moves = leaves.each(i -> direction.get(i).sign());
        List<Tensor> moved = Moments.moved(leaves, moves, now);
        return leaves.with(Leaves.STEPS, leaves.steps().plus(1))
                .with(Moments.MEAN, Moments.mixed(beta2, mean, leaves.gradient(), leaves))
                .withParameters(Paths.decayed(leaves, moved, Paths.ALL, now.times(decay)));
    }
}
