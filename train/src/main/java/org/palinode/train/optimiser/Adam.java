package org.palinode.train.optimiser;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.schedule.Schedule;

/**
 * Adam: means m of the gradients and v of their squares, freed of their start at 0, give the move: p ← p − rate · m̂ / (√v̂ + ε).
 *
 * <p>Source: D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", 2014, arXiv:1412.6980, algorithm 1.
 *
 * @param rate the learning rate
 * @param beta1 decay of m, in [0, 1)
 * @param beta2 decay of v, in [0, 1)
 * @param epsilon ε, positive, in the unit of the gradient
 */
public record Adam(Schedule rate, double beta1, double beta2, double epsilon) implements Optimiser {
    /** @throws IllegalArgumentException if a number is out of its range */
    public Adam {
        Settings.requireRate(rate);
        Settings.requireShare("beta1", beta1);
        Settings.requireShare("beta2", beta2);
        Settings.requirePositive("epsilon", epsilon);
    }

    /** Adam with the paper's numbers: 0.9, 0.999, 1e-8. */
    public Adam(double rate) {
        this(Settings.rate(rate));
    }

    /** Adam with the paper's numbers: 0.9, 0.999, 1e-8. */
    public Adam(Schedule rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    @Override
    public Leaves start(Leaves leaves) {
        return leaves.counting(Leaves.STEPS).beginningAtZero(Moments.MEAN).beginningAtZero(Moments.SQUARE);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        Tensor steps = leaves.steps().plus(1);
        List<Tensor> gradient = leaves.gradient();
        List<Tensor> mean = Moments.mixed(beta1, leaves.memory(Moments.MEAN), gradient, leaves);
        List<Tensor> squares = Moments.squares(gradient, leaves);
        List<Tensor> square = Moments.mixed(beta2, leaves.memory(Moments.SQUARE), squares, leaves);
        Tensor meanWeight = weight(beta1, steps);
        Tensor squareWeight = weight(beta2, steps);
        List<Tensor> moves = leaves.each(i -> mean.get(i)
                .dividedBy(meanWeight)
                .dividedBy(square.get(i).dividedBy(squareWeight).sqrt().plus(epsilon)));
        return leaves.with(Leaves.STEPS, steps)
                .with(Moments.MEAN, mean)
                .with(Moments.SQUARE, square)
                .withParameters(Moments.moved(leaves, moves, Settings.rate(rate, leaves)));
    }

    /** The sum of the weights of all gradients in a mean that started at 0. */
    private static Tensor weight(double beta, Tensor steps) {
        return Tensor.scalar(beta).power(steps).subtractedFrom(1);
    }
}
