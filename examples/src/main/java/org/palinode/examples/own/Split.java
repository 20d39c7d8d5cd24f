package org.palinode.examples.own;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.Observations;

/**
 * Part of the data that is not trained on: the last times of each series, or whole series by lot.
 *
 * @param share of the times or series, in [0, 1)
 * @param wholeSeries true for whole series
 */
public record Split(double share, boolean wholeSeries) {
    public Split {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "the share that is held back must lie in [0, 1), got " + share + "; 0.2 is a fifth");
        }
    }

    /** For each series, the number of times at its beginning that are trained on. */
    int[] trained(DataSet data, long seed) {
        List<Observations> series = data.series();
        if (!wholeSeries) {
            int[] times = series.stream()
                    .mapToInt(each -> Math.max(2, (int) Math.round(each.size() * (1 - share))))
                    .toArray();
            requireSome(
                    IntStream.range(0, times.length)
                            .anyMatch(i -> times[i] < series.get(i).size()),
                    "no time of any series, each of which keeps 2 at least");
            return times;
        }
        int held = (int) Math.round(series.size() * share);
        requireSome(held > 0, "none of the " + series.size() + " series");
        if (held >= series.size()) {
            throw new IllegalArgumentException("a share of " + share + " holds back all " + series.size()
                    + " series; choose a smaller one, or hold back times");
        }
        double[] lots = RandomKey.of(seed)
                .fold(1)
                .uniform(Tensor.zeros(series.size()).type(), 0, 1)
                .toArray();
        Set<Integer> out = new HashSet<>(IntStream.range(0, lots.length)
                .boxed()
                .sorted((i, j) -> Double.compare(lots[i], lots[j]))
                .limit(held)
                .toList());
        return IntStream.range(0, series.size())
                .map(i -> out.contains(i) ? 0 : series.get(i).size())
                .toArray();
    }

    private void requireSome(boolean some, String what) {
        if (share > 0 && !some) {
            throw new IllegalArgumentException(
                    "a share of " + share + " holds back " + what + "; choose a larger one, or add lines");
        }
    }
}
