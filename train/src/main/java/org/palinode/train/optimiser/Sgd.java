package org.palinode.train.optimiser;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.schedule.Schedule;

/**
 * Gradient descent, with momentum μ if it is not 0: v ← μ v + g, then p ← p − rate · v.
 *
 * @param rate the learning rate
 * @param momentum μ in [0, 1)
 * @param form the form of momentum
 */
public record Sgd(Schedule rate, double momentum, Form form) implements Optimiser {
    /** Forms of momentum. */
    public enum Form {
        /** The velocity itself. */
        HEAVY_BALL,
        /**
         * Nesterov's form, which looks ahead: p ← p − rate · (g + μ v).
         *
         * <p>Source: I. Sutskever, J. Martens, G. Dahl, G. Hinton, "On the importance of initialization and momentum in deep learning", ICML
         * 2013.
         */
        NESTEROV
    }

    /** @throws IllegalArgumentException if the momentum is not in [0, 1) */
    public Sgd {
        Settings.requireRate(rate);
        Settings.requireShare("momentum", momentum);
        Objects.requireNonNull(form, "momentum has a form, got null");
    }

    /** Plain gradient descent. */
    public Sgd(double rate) {
        this(Settings.rate(rate));
    }

    /** Plain gradient descent. */
    public Sgd(Schedule rate) {
        this(rate, 0, Form.HEAVY_BALL);
    }

    /** Gradient descent with momentum. */
    public Sgd(double rate, double momentum) {
        this(Settings.rate(rate), momentum, Form.HEAVY_BALL);
    }

    /** Gradient descent with Nesterov's form of this momentum. */
    public Sgd nesterov() {
        return new Sgd(rate, momentum, Form.NESTEROV);
    }

    @Override
    public Leaves start(Leaves leaves) {
        Leaves counted = leaves.counting(Leaves.STEPS);
        return momentum == 0 ? counted : counted.beginningAtZero(Moments.VELOCITY);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        Tensor now = Settings.rate(rate, leaves);
        Leaves counted = leaves.with(Leaves.STEPS, leaves.steps().plus(1));
        List<Tensor> gradient = leaves.gradient();
        if (momentum == 0) {
            return counted.withParameters(Moments.moved(leaves, gradient, now));
        }
        List<Tensor> velocity = pushed(leaves.memory(Moments.VELOCITY), leaves);
        List<Tensor> moves = form == Form.HEAVY_BALL ? velocity : pushed(velocity, leaves);
        return counted.with(Moments.VELOCITY, velocity).withParameters(Moments.moved(leaves, moves, now));
    }

    private List<Tensor> pushed(List<Tensor> velocity, Leaves leaves) {
        return leaves.each(
                i -> velocity.get(i).times(momentum).plus(leaves.gradient().get(i)));
    }
}
