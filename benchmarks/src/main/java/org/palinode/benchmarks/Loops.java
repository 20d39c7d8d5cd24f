package org.palinode.benchmarks;

import java.util.ArrayList;
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
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.ScanMemory;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** A recurrent cell of 32 units, h' = h + (tanh(x + hW) − h)·σ(hV), for a batch of 32 over 1,000 steps: nanoseconds a step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Loops {
    private static final int STEPS = 1000;
    private static final int UNITS = 32;

    @Param({"forward", "all", "checkpoints"})
    private String kept;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    private Plan plan;

    @Setup
    public void build() {
        List<TensorType> types = List.of(
                new TensorType(dtype, Shape.of(32, UNITS)),
                new TensorType(dtype, Shape.of(STEPS, 32, UNITS)),
                new TensorType(dtype, Shape.of(UNITS, UNITS)),
                new TensorType(dtype, Shape.of(UNITS, UNITS)));
        plan = switch (kept) {
            case "forward" -> Plans.of(Engine.standard(), types, in -> states(in, ScanMemory.all()));
            case "all" -> gradient(types, ScanMemory.all());
            case "checkpoints" -> gradient(types, ScanMemory.checkpoints());
            default -> throw new IllegalArgumentException("no choice " + kept);
        };
    }

    private static Plan gradient(List<TensorType> types, ScanMemory<Tensor, Tensor> memory) {
        return Plans.filled(Engine.standard(), Program.trace(types, in -> {
                    var both = Autodiff.valueAndGrad(x -> states(x, memory).mean(), in);
                    List<Tensor> results = new ArrayList<>(List.of(both.value()));
                    results.addAll(both.gradient());
                    return results;
                })
                .program());
    }

    private static Tensor states(List<Tensor> in, ScanMemory<Tensor, Tensor> memory) {
        Tensor w = in.get(2).times(0.03);
        Tensor v = in.get(3).times(0.03);
        return Autodiff.scan(
                        (h, x) -> {
                            Tensor candidate = x.plus(h.matmul(w)).tanh();
                            Tensor next = h.plus(candidate.minus(h).times(h.matmul(v).sigmoid()));
                            return new Scanned<>(next, next);
                        },
                        in.get(0),
                        in.get(1),
                        memory)
                .output();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public void run() {
        plan.run();
    }
}
