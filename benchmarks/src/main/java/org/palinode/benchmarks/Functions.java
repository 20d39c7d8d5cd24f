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

/** One function of 1,000 numbers: nanoseconds a number, reading and writing included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Functions {
    private static final int SIZE = 1000;

    @Param({"tanh", "sigmoid", "softplus", "exp", "expm1", "log", "log1p", "sin", "cos", "erf", "gelu", "silu", "sqrt"})
    private String function;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    @Param({"VECTOR", "SCALAR"})
    private Engine engine;

    private Plan plan;

    @Setup
    public void build() {
        plan = Plans.of(engine, List.of(new TensorType(dtype, Shape.of(SIZE))), in -> apply(in.get(0)));
    }

    private Tensor apply(Tensor x) {
        return switch (function) {
            case "tanh" -> x.tanh();
            case "sigmoid" -> x.sigmoid();
            case "softplus" -> x.softplus();
            case "exp" -> x.exp();
            case "expm1" -> x.expm1();
            case "log" -> x.log();
            case "log1p" -> x.log1p();
            case "sin" -> x.sin();
            case "cos" -> x.cos();
            case "erf" -> x.erf();
            case "gelu" -> x.gelu();
            case "silu" -> x.silu();
            case "sqrt" -> x.sqrt();
            default -> throw new IllegalArgumentException("no function " + function);
        };
    }

    @Benchmark
    @OperationsPerInvocation(SIZE)
    public void nanosecondsPerNumber() {
        plan.run();
    }
}
