package org.palinode.benchmarks;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.internal.step.SplitStep;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepProgramCache;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.solver.Dopri5;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;

/** One step on a tanh MLP: the step that leaves residuals, its pull-back from them, and the pull-back that takes the step again: microseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class Residuals {
    /** As the cases of {@code ./palinode bench}. */
    @Param({"small", "small-pid", "pr-1"})
    private String field;

    private Plan step;
    private Plan fromResiduals;
    private Plan again;

    @Setup
    public void build() {
        switch (field) {
            case "small" -> build(new Tsit5(), 32, 2, 64, 64, 2);
            case "small-pid" -> build(new Dopri5(), 256, 4, 32, 4);
            default -> build(new Euler(), 1, 2, 100, 100, 100, 100, 2);
        }
    }

    private void build(Solver solver, int batch, int... widths) {
        Tree.Flat<Mlp> mlp = Tree.flatten(Mlp.random(RandomKey.of(0), DType.FLOAT64, Activation.TANH, widths));
        List<TensorType> types = new ArrayList<>(List.of(TensorType.float64(), TensorType.float64(batch * widths[0])));
        types.addAll(Tensor.types(mlp.leaves()));
        Program program = Program.trace(types, in -> {
                    Mlp layers = mlp.structure().unflatten(in.subList(2, in.size()));
                    return List.of(layers.apply(in.get(1).reshape(batch, widths[0])).flatten());
                })
                .program();
        StepPrograms programs = StepProgramCache.get(new StepKey(program, solver, Optional.empty()));
        BitSet all = new BitSet();
        all.set(0, mlp.leaves().size());
        WantedCotangents wanted = new WantedCotangents(all, false);
        SplitStep split = programs.pullBacks().splitStep(wanted);
        step = Plans.filled(Engine.standard(), split.step().program());
        fromResiduals = Plans.filled(Engine.standard(), split.pullBack().program());
        again = Plans.filled(Engine.standard(), programs.pullBacks().step(wanted).program());
    }

    @Benchmark
    public void step() {
        step.run();
    }

    @Benchmark
    public void pullBackFromResiduals() {
        fromResiduals.run();
    }

    @Benchmark
    public void pullBackTakingTheStepAgain() {
        again.run();
    }
}
