package org.palinode.examples.own;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.examples.data.DataSet;
import org.palinode.examples.data.Observations;

/**
 * Times that any of some series has. Two of different series that differ by rounding are one: ten minutes, in days, are not quite the same
 * number after January as after February.
 *
 * @param times rising
 * @param rounding up to which two times are one
 */
record CommonTimes(double[] times, double rounding) {
    static final double SHARE = 1e-9; // of the mean distance of two times

    /** The times of a data set: those of the file, or counted from the first of each series. */
    static CommonTimes of(DataSet data, boolean absolute) {
        List<double[]> own =
                data.series().stream().map(each -> counted(each, absolute)).toList();
        double nearest = own.stream()
                .flatMapToDouble(times -> IntStream.range(1, times.length).mapToDouble(i -> times[i] - times[i - 1]))
                .min()
                .orElseThrow();
        double rounding = Math.min(SHARE * data.spacing(), nearest / 4); // so that no two times of one series are one
        double[] all = own.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
        int count = 0;
        for (double time : all) {
            if (count == 0 || time - all[count - 1] > rounding) {
                all[count++] = time;
            }
        }
        return new CommonTimes(Arrays.copyOf(all, count), rounding);
    }

    private static double[] counted(Observations series, boolean absolute) {
        double origin = origin(series, absolute);
        return series.times().stream().mapToDouble(time -> time - origin).toArray();
    }

    private static double origin(Observations series, boolean absolute) {
        return absolute ? 0 : series.first();
    }

    /** Times of the file as those of a model; one that is none of the common times stays what it is. */
    double[] of(Observations series, double[] inFile, boolean absolute) {
        double origin = origin(series, absolute);
        return Arrays.stream(inFile).map(time -> nearest(time - origin)).toArray();
    }

    private double nearest(double time) {
        int found = Arrays.binarySearch(times, time);
        int next = found < 0 ? -found - 1 : found;
        if (next < times.length && times[next] - time <= rounding) {
            return times[next];
        }
        return next > 0 && time - times[next - 1] <= rounding ? times[next - 1] : time;
    }
}
