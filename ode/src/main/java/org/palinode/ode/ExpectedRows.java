package org.palinode.ode;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.save.SaveAt;

/**
 * The rows of a solve that will run: at t0, at the given times, at t1, as far as they are asked for.
 *
 * @param given t0, t1 and ts as they were given
 * @param reachesEnd whether it is known to end at t1, and not at an event
 */
record ExpectedRows(SaveAt saveAt, List<Tensor> given, boolean reachesEnd) implements RowTimes {
    private Tensor ts() {
        return given.get(2);
    }

    private int firstGiven() {
        return saveAt.savesT0() ? 1 : 0;
    }

    /** The number of rows. */
    int count() {
        return firstGiven() + ts().size() + (saveAt.savesT1() ? 1 : 0);
    }

    private boolean isGiven(int row) {
        return firstGiven() <= row && row < firstGiven() + ts().size();
    }

    /** The index of a row among the given times: those of several outputs lie in the order of the solve. */
    private int givenTime(int row) {
        return order()[row - firstGiven()];
    }

    private int[] order() {
        if (saveAt.outputs().size() < 2) {
            return IntStream.range(0, ts().size()).toArray();
        }
        double[] times = numbers(ts());
        double direction = numbers(given.get(1))[0] >= numbers(given.get(0))[0] ? 1 : -1;
        return IntStream.range(0, times.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> direction * times[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    @Override
    public int[] of(SaveAt part, int firstGiven) {
        int count = part.givenTimes().size();
        return IntStream.range(0, count())
                .filter(row -> isGiven(row)
                        ? firstGiven <= givenTime(row) && givenTime(row) < firstGiven + count
                        : row < firstGiven() ? part.savesT0() : part.savesT1())
                .toArray();
    }

    @Override
    public double[] numbers() {
        return IntStream.range(0, count())
                .mapToDouble(row -> numbers(time(row))[0])
                .toArray();
    }

    private static double[] numbers(Tensor times) {
        if (times.isSymbolic()) {
            throw new UnsupportedOperationException(
                    "the times of this solve are tensors of a program that is being traced, and have no numbers before it runs; take them from"
                            + " what was given, or give t0, t1 and ts as numbers");
        }
        return times.concrete().toArray();
    }

    @Override
    public Tensor time(int row) {
        if (!reachesEnd && row >= firstGiven()) {
            throw new UnsupportedOperationException(
                    "the time at which an event ends this solve is not known before the program that it stands in runs; let the state carry what"
                            + " is wanted of it, such as the time itself with slope 1");
        }
        return isGiven(row) ? ts().get(givenTime(row)) : given.get(row < firstGiven() ? 0 : 1);
    }
}
