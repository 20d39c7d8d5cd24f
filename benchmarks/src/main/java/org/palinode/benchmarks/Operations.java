package org.palinode.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** Operations on rows [rows, 128], and value and gradient of their sums of squares: microseconds a run. Convolutions are in {@link Convolutions}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Operations {
    private static final int COLUMNS = 128;

    @Param({"softmax", "layerNorm", "cumsum", "cumsumOfColumns", "take", "takeRows"})
    private String operation;

    @Param({"32", "1024"})
    private int rows;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    private Plan value;
    private Plan gradient;

    @Setup
    public void build() {
        List<TensorType> types = List.of(
                new TensorType(dtype, Shape.of(rows, COLUMNS)),
                new TensorType(dtype, Shape.of(COLUMNS)),
                new TensorType(dtype, Shape.of(COLUMNS)));
        value = Plans.of(Engine.standard(), types, this::apply);
        gradient = gradient(types, this::apply);
    }

    /** A plan of the value and the gradient of the sum of squares of a function. */
    static Plan gradient(List<TensorType> types, Function<List<Tensor>, Tensor> function) {
        return Plans.filled(
                Engine.standard(),
                Program.trace(types, in -> {
                            var found = Autodiff.valueAndGrad((List<Tensor> x) -> function.apply(x).square().sum(), in);
                            List<Tensor> all = new ArrayList<>(found.gradient());
                            all.add(found.value());
                            return all;
                        })
                        .program());
    }

    private Tensor apply(List<Tensor> in) {
        Tensor x = in.get(0);
        return switch (operation) {
            case "softmax" -> x.softmax(1);
            case "layerNorm" -> layerNorm(x).times(in.get(1)).plus(in.get(2));
            case "cumsum" -> x.cumsum(1);
            case "cumsumOfColumns" -> x.cumsum(0);
            case "take" -> x.take(1, positions(in.get(1), COLUMNS));
            case "takeRows" -> x.take(0, positions(in.get(1), rows));
            default -> throw new IllegalArgumentException("no operation " + operation);
        };
    }

    private static Tensor layerNorm(Tensor x) {
        Axes row = Axes.of(1).kept();
        return x.minus(x.mean(row)).dividedBy(x.var(row).plus(1e-5).sqrt());
    }

    /** Positions below a count, from numbers in (0.1, 2.1). */
    private static Indices positions(Tensor numbers, int count) {
        return Indices.of(numbers.stopGradient().times(count / 2.2).floor());
    }

    @Benchmark
    public void value() {
        value.run();
    }

    @Benchmark
    public void valueAndGradient() {
        gradient.run();
    }
}
