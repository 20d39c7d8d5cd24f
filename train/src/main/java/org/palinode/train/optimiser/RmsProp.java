package org.palinode.train.optimiser;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.schedule.Schedule;

/**
 * RMSProp: moves by the gradient over the root of the mean v of its squares, rate · g / √(v + ε). With momentum μ the moves are summed,
 * u ← μ u + move. This is optax's default form: PyTorch has √v + ε below the line, and a larger {@code decay}, 0.99.
 *
 * <p>Source: G. Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012.
 *
 * @param rate the learning rate
 * @param decay decay of v, in [0, 1)
 * @param epsilon ε, positive, in the square of the unit of the gradient
 * @param momentum μ, in [0, 1)
 */
public record RmsProp(Schedule rate, double decay, double epsilon, double momentum) implements Optimiser {
    /** @throws IllegalArgumentException if a number is out of its range */
    public RmsProp {
        Settings.requireRate(rate);
        Settings.requireShare("decay", decay);
        Settings.requirePositive("epsilon", epsilon);
        Settings.requireShare("momentum", momentum);
    }

    /** RMSProp with decay 0.9, ε 1e-8 and no momentum. */
    public RmsProp(double rate) {
        this(Settings.rate(rate));
    }

    /** RMSProp with decay 0.9, ε 1e-8 and no momentum. */
    public RmsProp(Schedule rate) {
        this(rate, 0.9, 1e-8, 0);
    }

    @Override
    public Leaves start(Leaves leaves) {
        Leaves started = leaves.counting(Leaves.STEPS).beginningAtZero(Moments.SQUARE);
        return momentum == 0 ? started : started.beginningAtZero(Moments.VELOCITY);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        Tensor now = Settings.rate(rate, leaves);
        List<Tensor> gradient = leaves.gradient();
        List<Tensor> squares = Moments.squares(gradient, leaves);
        List<Tensor> square = Moments.mixed(decay, leaves.memory(Moments.SQUARE), squares, leaves);
        List<Tensor> moves = leaves.each(i ->
                gradient.get(i).dividedBy(square.get(i).plus(epsilon).sqrt()).times(now));
        Leaves counted = leaves.with(Leaves.STEPS, leaves.steps().plus(1)).with(Moments.SQUARE, square);
        return momentum == 0 ? moved(counted, moves) : moved(pushed(counted, moves));
    }

    private Leaves pushed(Leaves leaves, List<Tensor> moves) {
        List<Tensor> velocity = leaves.memory(Moments.VELOCITY);
        return leaves.with(
                Moments.VELOCITY,
                leaves.each(i -> velocity.get(i).times(momentum).plus(moves.get(i))));
    }

    private static Leaves moved(Leaves leaves) {
        return moved(leaves, leaves.memory(Moments.VELOCITY));
    }

    private static Leaves moved(Leaves leaves, List<Tensor> moves) {
        return leaves.withParameters(leaves.each(i -> leaves.parameters().get(i).minus(moves.get(i))));
    }
}
