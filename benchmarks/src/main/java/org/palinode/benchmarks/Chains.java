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

/** Elementwise operations on [32, 64] that become one loop: nanoseconds a number of the result's input. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Chains {
    private static final int ROWS = 32;
    private static final int COLUMNS = 64;
    private static final int SIZE = ROWS * COLUMNS;

    @Param({"layer", "layerBack", "stages", "errorNorm"})
    private String chain;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    @Param({"VECTOR", "SCALAR"})
    private Engine engine;

    private Plan plan;

    @Setup
    public void build() {
        TensorType matrix = new TensorType(dtype, Shape.of(ROWS, COLUMNS));
        TensorType row = new TensorType(dtype, Shape.of(COLUMNS));
        plan = switch (chain) {
            case "layer" -> Plans.of(engine, List.of(matrix, row), in -> in.get(0).plus(in.get(1)).tanh());
            case "layerBack" -> Plans.of(engine, List.of(matrix, matrix), Chains::layerBack);
            case "stages" -> Plans.of(engine, List.of(matrix, matrix, matrix, matrix, matrix, matrix, matrix), Chains::stages);
            case "errorNorm" -> Plans.of(engine, List.of(matrix, matrix, matrix), Chains::errorNorm);
            default -> throw new IllegalArgumentException("no chain " + chain);
        };
    }

    /** The cotangent through tanh, from its value, and its sum over rows: the cotangent of a bias. */
    private static Tensor layerBack(List<Tensor> in) {
        Tensor y = in.get(0);
        return in.get(1).times(y.times(y).negate().plus(1)).sum(0);
    }

    /** y + h Σ bᵢ kᵢ with six stages. */
    private static Tensor stages(List<Tensor> in) {
        Tensor sum = in.get(1).times(0.1);
        for (int i = 2; i < in.size(); i++) {
            sum = sum.plus(in.get(i).times(0.1 * i));
        }
        return in.get(0).plus(sum.times(0.01));
    }

    /** The root mean square of error / (atol + rtol max(|y0|, |y1|)). */
    private static Tensor errorNorm(List<Tensor> in) {
        Tensor scale = in.get(1).abs().maximum(in.get(2).abs()).times(1e-3).plus(1e-6);
        return in.get(0).dividedBy(scale).square().mean().sqrt();
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void nanosecondsPerNumber() {
        plan.run();
    }
}
