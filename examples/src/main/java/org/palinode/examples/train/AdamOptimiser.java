package org.palinode.examples.train;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * ND4J's Adam on one array of parameters, with a learning rate that falls like (1 + step/{@value #SLOWING})^−{@value #POWER}. The rate
 * depends on the number of the step alone, not on how many are to come.
 *
 * <p>Source: D. P. Kingma, J. Ba, "Adam: A Method for Stochastic Optimization", 2014, arXiv:1412.6980.
 */
final class AdamOptimiser {
    private static final double SLOWING = 500;
    private static final double POWER = 1.5;

    private final INDArray state;
    private final GradientUpdater<?> updater;

    private AdamOptimiser(double learningRate, INDArray state, boolean fresh) {
        this.state = state;
        var schedule = new InverseSchedule(ScheduleType.ITERATION, learningRate, 1 / SLOWING, POWER);
        updater = new Adam(schedule).instantiate(state, fresh);
    }

    /** For {@code size} parameters, before the first step. */
    static AdamOptimiser fresh(double learningRate, int size) {
        return new AdamOptimiser(learningRate, Nd4j.zeros(DataType.DOUBLE, 1, 2L * size), true);
    }

    /** The optimiser at the time at which {@link #state()} was taken. */
    static AdamOptimiser restored(double learningRate, List<Double> state) {
        double[] numbers = state.stream().mapToDouble(Double::doubleValue).toArray();
        return new AdamOptimiser(learningRate, Nd4j.create(numbers, new long[] {1, numbers.length}), false);
    }

    /** Moves the parameters against the gradient, both of which it may write to. */
    void apply(double[] parameters, double[] gradient, int step) {
        INDArray move = Nd4j.create(gradient, new long[] {1, gradient.length});
        updater.applyUpdater(move, step, 0);
        double[] moves = move.data().asDouble();
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] -= moves[i];
        }
    }

    /** The means of the gradients, then those of their squares. */
    List<Double> state() {
        double[] numbers = state.data().asDouble();
        return IntStream.range(0, numbers.length).mapToObj(i -> numbers[i]).toList();
    }
}
