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
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** Convolutions of 64 images by kernels [m, channels, 3, 3], and value and gradient of their sums of squares: microseconds a run. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Convolutions {
    private static final int IMAGES = 64;

    @Param({"8", "28"})
    private int length;

    /** Of the images; twice as many kernels, or 8 of one channel. */
    @Param({"1", "8"})
    private int channels;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    private Plan value;
    private Plan gradient;

    @Setup
    public void build() {
        List<TensorType> types = List.of(
                new TensorType(dtype, Shape.of(IMAGES, channels, length, length)),
                new TensorType(dtype, Shape.of(channels == 1 ? 8 : 2 * channels, channels, 3, 3)));
        value = Plans.of(Engine.standard(), types, in -> in.get(0).conv2d(in.get(1)));
        gradient = Operations.gradient(types, in -> in.get(0).conv2d(in.get(1)));
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
