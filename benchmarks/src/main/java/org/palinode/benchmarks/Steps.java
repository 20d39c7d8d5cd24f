package org.palinode.benchmarks;

import java.util.BitSet;
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
import org.palinode.autodiff.internal.program.Program;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepProgramCache;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.solver.Tsit5;
import java.util.Optional;

/** One step of Tsit5 on logistic equations y' = p y (1 − y), and the step's VJP for y and p: nanoseconds a step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Steps {
    @Param({"3", "30", "300", "3000"})
    private int size;

    @Param({"FLOAT64", "FLOAT32"})
    private DType dtype;

    private Plan step;
    private Plan vjp;

    @Setup
    public void build() {
        TensorType state = new TensorType(dtype, Shape.of(size));
        Program field = Program.trace(List.of(TensorType.float64(), state, state), Steps::logistic).program();
        StepPrograms programs = StepProgramCache.get(new StepKey(field, new Tsit5(), Optional.empty()));
        BitSet all = new BitSet();
        all.set(0);
        step = Plans.filled(Engine.standard(), programs.step().program());
        vjp = Plans.filled(Engine.standard(), programs.pullBacks().step(new WantedCotangents(all, false)).program());
    }

    private static List<Tensor> logistic(List<Tensor> in) {
        Tensor y = in.get(1);
        return List.of(in.get(2).times(y).times(y.negate().plus(1)));
    }

    @Benchmark
    public void step() {
        step.run();
    }

    @Benchmark
    public void stepVjp() {
        vjp.run();
    }
}
