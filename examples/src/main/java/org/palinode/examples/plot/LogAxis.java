package org.palinode.examples.plot;

import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * A logarithmic axis between whole powers of ten.
 *
 * @param low the exponent where it begins
 * @param high the exponent where it ends, above {@code low}
 */
record LogAxis(int low, int high) {
    private static final int MOST_TICKS = 8;

    /** Just around all points of some curves; around 1 where there are none. */
    static LogAxis around(List<Curve> curves, Function<Curve, double[]> values) {
        double[] logs = curves.stream()
                .flatMapToDouble(curve -> DoubleStream.of(values.apply(curve)))
                .map(Math::log10)
                .toArray();
        double least = DoubleStream.of(logs).min().orElse(0);
        double most = DoubleStream.of(logs).max().orElse(1);
        int low = (int) Math.floor(least);
        return new LogAxis(low, Math.max(low + 1, (int) Math.ceil(most)));
    }

    /** The place of a value: 0 at the beginning, 1 at the end. */
    double fraction(double value) {
        return (Math.log10(value) - low) / (high - low);
    }

    /** The exponents to be written, evenly spaced from the beginning on. */
    int[] ticks() {
        int stride = 1 + (high - low) / MOST_TICKS;
        return IntStream.rangeClosed(low, high)
                .filter(exponent -> (exponent - low) % stride == 0)
                .toArray();
    }
}
