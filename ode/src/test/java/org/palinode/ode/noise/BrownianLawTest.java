package org.palinode.ode.noise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The law of the tree, exactly: covariances of W, H and K over any intervals, in any order of visits, against integrals of their kernels. */
class BrownianLawTest {
    private static final int LETTERS = 600;
    private static final double T0 = 0.3;
    private static final double T1 = 9;

    record Interval(double from, double to) {
        double length() {
            return to - from;
        }
    }

    @ParameterizedTest
    @EnumSource(LevyArea.class)
    void neighboursAndLongIntervalsHaveTheirCovariances(LevyArea level) {
        double tolerance = (T1 - T0) / 32;
        for (int seed = 0; seed < 4; seed++) {
            double[] times = timesApart(tolerance, new Random(seed));
            List<Interval> intervals = intervals(times, new Random(seed));
            assertCovariances(level, tolerance, intervals);
            Collections.reverse(intervals);
            assertCovariances(level, tolerance, intervals);
        }
    }

    @ParameterizedTest
    @EnumSource(LevyArea.class)
    void nodesHaveTheirCovariances(LevyArea level) {
        double[] times = IntStream.rangeClosed(0, 16)
                .mapToDouble(i -> i == 16 ? T1 : T0 + i / 16.0 * (T1 - T0))
                .toArray();
        assertCovariances(level, (T1 - T0) / 16, intervals(times, new Random(1)));
    }

    /** One cell: all that is asked lies inside of it, next to its ends also, where differences would lose the areas. */
    @ParameterizedTest
    @EnumSource(LevyArea.class)
    void aTimeInsideOfTheOnlyCellHasItsCovariances(LevyArea level) {
        for (double share : new double[] {1e-9, 1e-4, 0.2, 0.4999, 0.5, 0.7, 0.9999, 1 - 1e-9}) {
            double time = T0 + share * (T1 - T0);
            var around = new ArrayList<>(List.of(new Interval(T0, time), new Interval(time, T1), new Interval(T0, T1)));
            assertCovariances(level, 100, around);
        }
    }

    private static double[] timesApart(double tolerance, Random random) {
        List<Double> times = new ArrayList<>();
        double t = T0 + (random.nextBoolean() ? 0 : random.nextDouble());
        while (t < T1) {
            times.add(t);
            t += tolerance * (1.0001 + 3 * random.nextDouble() * random.nextDouble());
        }
        if (T1 - times.get(times.size() - 1) > tolerance) {
            times.add(T1);
        }
        return times.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<Interval> intervals(double[] times, Random random) {
        List<Interval> all = new ArrayList<>();
        for (int i = 1; i < times.length; i++) {
            all.add(new Interval(times[i - 1], times[i]));
        }
        for (int i = 0; i < 20; i++) {
            double[] ends = DoubleStream.of(random.nextInt(times.length), random.nextInt(times.length))
                    .map(index -> times[(int) index])
                    .sorted()
                    .toArray();
            if (ends[0] < ends[1]) {
                all.add(new Interval(ends[0], ends[1]));
            }
        }
        Collections.shuffle(all, random);
        return all;
    }

    /** In units of the deviations of both numbers; some hundred roundings, of which the areas of an interval see those of W. */
    private static void assertCovariances(LevyArea level, double tolerance, List<Interval> intervals) {
        var normals = new UnitNormals();
        var cursor = new TreeCursor(T0, T1, tolerance, normals, level, LETTERS);
        List<double[]> rows = new ArrayList<>();
        for (Interval interval : intervals) {
            var increments = new Increments(level, LETTERS);
            cursor.read(interval.from(), interval.to(), increments);
            rows.add(IntStream.range(0, LETTERS).mapToDouble(increments::w).toArray());
            rows.add(IntStream.range(0, LETTERS).mapToDouble(increments::h).toArray());
            rows.add(IntStream.range(0, LETTERS).mapToDouble(increments::k).toArray());
        }
        assertTrue(normals.count() <= LETTERS, "more letters than components: " + normals.count());
        for (int i = 0; i < rows.size(); i++) {
            for (int j = 0; j <= i; j++) {
                if (i % 3 < level.numbers() && j % 3 < level.numbers()) {
                    Interval a = intervals.get(i / 3);
                    Interval b = intervals.get(j / 3);
                    double scale = deviation(a, i % 3) * deviation(b, j % 3);
                    String what = "WHK".charAt(i % 3) + " of " + a + ", " + "WHK".charAt(j % 3) + " of " + b;
                    assertEquals(
                            covariance(a, i % 3, b, j % 3) / scale, dot(rows.get(i), rows.get(j)) / scale, 1e-12, what);
                }
            }
        }
    }

    private static double deviation(Interval interval, int letter) {
        return Math.sqrt(covariance(interval, letter, interval, letter));
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    /** Integral of the product of both kernels, by Gauss and Legendre's rule of three points: exact up to degree 5. */
    private static double covariance(Interval a, int letter, Interval b, int other) {
        double from = Math.max(a.from(), b.from());
        double to = Math.min(a.to(), b.to());
        if (from >= to) {
            return 0;
        }
        double sum = 0;
        for (int i = -1; i <= 1; i++) {
            double offset = (1 + i * Math.sqrt(0.6)) * (to - from) / 2;
            double weight = (i == 0 ? 8.0 : 5.0) / 18 * (to - from);
            sum += weight * kernel(a, letter, from, offset) * kernel(b, other, from, offset);
        }
        return sum;
    }

    /** W, H and K are the integrals of these against dW. The time is a sum that is not rounded, for the sake of short intervals. */
    private static double kernel(Interval interval, int letter, double time, double offset) {
        double x = ((time - interval.from()) - (interval.to() - time) + 2 * offset) / interval.length();
        return switch (letter) {
            case 0 -> 1;
            case 1 -> -x / 2;
            default -> (3 * x * x - 1) / 24;
        };
    }
}
