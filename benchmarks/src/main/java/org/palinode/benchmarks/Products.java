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
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Products [m, k] × [k, n], as small fields have them: nanoseconds a product, of 2 m k n operations. In the forms NT and TN the second or the first
 * matrix is stored transposed.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Products {
    @Param({"1x2x32", "1x64x64", "1x100x100", "32x2x64", "32x64x64", "32x64x2", "256x4x32", "256x32x4", "64x32x64"})
    private String shape;

    @Param("NN")
    private String form;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    private Plan plan;

    @Setup
    public void build() {
        String[] dims = shape.split("x");
        int m = Integer.parseInt(dims[0]);
        int k = Integer.parseInt(dims[1]);
        int n = Integer.parseInt(dims[2]);
        boolean first = form.equals("TN");
        boolean second = form.equals("NT");
        List<TensorType> types = List.of(
                new TensorType(dtype, first ? Shape.of(k, m) : Shape.of(m, k)),
                new TensorType(dtype, second ? Shape.of(n, k) : Shape.of(k, n)));
        plan = Plans.of(Engine.standard(), types, in -> oriented(in.get(0), first).matmul(oriented(in.get(1), second)));
    }

    private static Tensor oriented(Tensor matrix, boolean stored) {
        return stored ? matrix.transpose() : matrix;
    }

    @Benchmark
    public void nanosecondsPerProduct() {
        plan.run();
    }
}
