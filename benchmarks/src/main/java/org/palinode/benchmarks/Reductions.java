package org.palinode.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.tensor.Tensor;

/** Reductions of [32, 64]: nanoseconds a number. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Reductions {
    private static final int ROWS = 32;
    private static final int COLUMNS = 64;
    private static final int SIZE = ROWS * COLUMNS;

    @Param({"sum", "sumOfColumns", "sumOfRows", "max", "maxOfRows"})
    private String reduction;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    @Param({"VECTOR", "SCALAR"})
    private Engine engine;

    private Plan plan;

    @Setup
    public void build() {
        plan = Plans.of(engine, List.of(new TensorType(dtype, Shape.of(ROWS, COLUMNS))), in -> apply(in.get(0)));
    }

    private Tensor apply(Tensor x) {
        return switch (reduction) {
            case "sum" -> x.sum();
            case "sumOfColumns" -> x.sum(0);
            case "sumOfRows" -> x.sum(1);
            case "max" -> x.max();
            case "maxOfRows" -> x.max(1);
            default -> throw new IllegalArgumentException("no reduction " + reduction);
        };
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void nanosecondsPerNumber() {
        plan.run();
    }
}
