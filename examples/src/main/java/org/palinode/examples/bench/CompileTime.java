package org.palinode.examples.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.internal.step.StepProgramCache;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.solver.Tsit5;

/**
 * Time until a Tsit5 step of a four-layer tanh MLP and the VJP of the step can run.
 *
 * @param hidden numbers in each of its three hidden layers
 * @param traceMs the step and its derivative as programs
 * @param generateMs memory laid out, equations grouped, classes generated and loaded, kernels bound
 */
public record CompileTime(int hidden, double traceMs, double generateMs) {
    private static final int STATE = 2;
    private static final int BATCH = 16;

    /**
     * The times of rounds one after another in this JVM. The first is cold. The others have sizes of their own, so that no program is found
     * again.
     */
    public static List<CompileTime> rounds(int count) {
        List<CompileTime> rounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rounds.add(of(64 + 4 * i));
        }
        return rounds;
    }

    private static CompileTime of(int hidden) {
        Mlp mlp = Mlp.random(RandomKey.of(0), DType.FLOAT64, Activation.TANH, STATE, hidden, hidden, hidden, STATE);
        Tree.Flat<Mlp> flat = Tree.flatten(mlp);
        long begun = System.nanoTime();
        StepPrograms step = StepProgramCache.get(new StepKey(field(flat), new Tsit5(), Optional.empty()));
        BitSet all = new BitSet();
        all.set(0, flat.leaves().size());
        List<Program> programs = List.of(
                step.step().program(),
                step.pullBacks().step(new WantedCotangents(all, false)).program());
        long traced = System.nanoTime();
        try (Arena arena = new Arena("the compile benchmark")) {
            programs.forEach(program -> Plan.of(program).in(arena).build());
        }
        return new CompileTime(hidden, (traced - begun) * 1e-6, (System.nanoTime() - traced) * 1e-6);
    }

    /** (t, y, parameters) → slope, y being the rows of a batch one after another. */
    private static Program field(Tree.Flat<Mlp> flat) {
        List<TensorType> types = new ArrayList<>(List.of(TensorType.float64(), TensorType.float64(BATCH * STATE)));
        types.addAll(Tensor.types(flat.leaves()));
        return Program.trace(types, in -> {
                    Mlp mlp = flat.structure().unflatten(in.subList(2, in.size()));
                    return List.of(mlp.apply(in.get(1).reshape(BATCH, STATE)).flatten());
                })
                .program();
    }

    /** Milliseconds in all. */
    public double ms() {
        return traceMs + generateMs;
    }
}
