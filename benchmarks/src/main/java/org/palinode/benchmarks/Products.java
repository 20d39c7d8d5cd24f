package org.palinode.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.plan.Engine;
import org.palinode.autodiff.plan.Plan;

/** Products [m, k] × [k, n], as small fields have them: nanoseconds a product. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Products {
    @Param({"1x2x32", "1x64x64", "1x100x100", "32x2x64", "32x64x64", "32x64x2", "256x4x32", "256x32x4", "64x32x64"})
    private String shape;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    private Plan plan;

    @Setup
    public void build() {
        String[] dims = shape.split("x");
        int m = Integer.parseInt(dims[0]);
        int k = Integer.parseInt(dims[1]);
        int n = Integer.parseInt(dims[2]);
        List<TensorType> types = List.of(new TensorType(dtype, Shape.of(m, k)), new TensorType(dtype, Shape.of(k, n)));
        plan = Plans.of(Engine.standard(), types, in -> in.get(0).matmul(in.get(1)));
    }

    @Benchmark
    public void nanosecondsPerProduct() {
        plan.run();
    }
}
