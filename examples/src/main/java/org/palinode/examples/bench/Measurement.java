package org.palinode.examples.bench;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;

/**
 * Times of one case under one adjoint.
 *
 * @param ms the shortest of several calls after warm-up
 * @param medianMs the median of the same calls
 * @param firstS the first call, compilation included
 * @param sinceStartS from the start of the JVM to the end of the first call
 */
public record Measurement(
        String name,
        String adjoint,
        String solver,
        DType dtype,
        double ms,
        double medianMs,
        double firstS,
        double sinceStartS,
        BenchCase.Result result) {
    private static final double BUDGET_S = 12;
    private static final double WARM_UP_S = 2;
    private static final int FEWEST = 2;
    private static final int MOST = 2000;

    /** Times a case: the first call, two seconds of warm-up, then calls for ten seconds at most. */
    public static Measurement of(BenchCase bench, String adjoint, DType dtype) {
        return measure(bench, adjoint, dtype, Measurement::calls);
    }

    /** Times {@code count} calls after the first: for long cases, and where another program makes as many. */
    public static Measurement ofCalls(int count, BenchCase bench, String adjoint, DType dtype) {
        return measure(
                bench,
                adjoint,
                dtype,
                (task, first) -> IntStream.range(0, count)
                        .mapToDouble(call -> seconds(task))
                        .toArray());
    }

    private static Measurement measure(
            BenchCase bench, String adjoint, DType dtype, BiFunction<BenchCase.Task, Double, double[]> calls) {
        BenchCase.Task task = bench.task(adjoint, dtype);
        long begun = System.nanoTime();
        BenchCase.Result result = task.run();
        double first = seconds(begun);
        double sinceStart = (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                * 1e-3;
        double[] sorted = calls.apply(task, first);
        Arrays.sort(sorted);
        return new Measurement(
                bench.name(),
                adjoint,
                bench.solver(),
                dtype,
                sorted[0] * 1e3,
                sorted[sorted.length / 2] * 1e3,
                first,
                sinceStart,
                result);
    }

    /** Seconds of calls after a first one that took {@code first}: what is warm, two at least. */
    private static double[] calls(BenchCase.Task task, double first) {
        double[] times = new double[MOST];
        int calls = 0;
        long begun = System.nanoTime();
        while (calls < MOST && (calls < FEWEST || first + seconds(begun) < limit(first))) {
            double time = seconds(task);
            if (first + seconds(begun) > Math.min(WARM_UP_S, 20 * first) || time > WARM_UP_S) {
                times[calls++] = time;
            }
        }
        return Arrays.copyOf(times, calls);
    }

    private static double seconds(BenchCase.Task task) {
        long start = System.nanoTime();
        task.run();
        return seconds(start);
    }

    private static double limit(double first) {
        return Math.min(BUDGET_S, WARM_UP_S + 100 * first);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) * 1e-9;
    }

    /** The fields of a line of JSON. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("case", name);
        fields.put("adjoint", adjoint);
        fields.put("solver", solver);
        fields.put("dtype", dtype == DType.FLOAT64 ? "float64" : "float32");
        fields.put("ms", rounded(ms, 1e4));
        fields.put("median_ms", rounded(medianMs, 1e4));
        fields.put("first_s", rounded(firstS, 1e3));
        fields.put("since_start_s", rounded(sinceStartS, 1e3));
        fields.put("steps", result.steps());
        fields.put("peak_bytes", result.peakBytes());
        fields.put("evaluations", result.evaluations());
        fields.put("loss", result.loss());
        return fields;
    }

    private static double rounded(double value, double scale) {
        return Math.rint(value * scale) / scale;
    }
}
