package org.palinode.benchmarks;

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
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IncrementReader;
import org.palinode.ode.noise.Increments;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.VirtualBrownianTree;

/** Increments of Brownian paths over steps in the order of time: nanoseconds an increment. The tolerance of the tree is half a step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class BrownianIncrements {
    private static final int STEPS = 100_000;
    private static final double STEP = 0x1p-17;

    @Param({"1", "128", "1000"})
    private int components;

    @Param({"NONE", "SPACE_TIME", "SPACE_TIME_TIME"})
    private LevyArea level;

    private Reading tree;
    private Reading independent;

    /** Goes round and round the steps. */
    private static final class Reading {
        private final IncrementReader reader;
        private final Increments into;
        private int step;

        Reading(BrownianPath<?> path) {
            reader = path.reader();
            into = new Increments(path.level(), path.components());
        }

        double next() {
            step = step == STEPS - 1 ? 0 : step + 1;
            reader.read(step * STEP, (step + 1) * STEP, into);
            return into.w(0);
        }
    }

    @Setup
    public void build() {
        RandomKey key = RandomKey.of(0);
        tree = new Reading(VirtualBrownianTree.of(key, 0, STEPS * STEP, STEP / 2, components)
                .with(level));
        independent = new Reading(IndependentIncrements.of(key, components).with(level));
    }

    @Benchmark
    public double tree() {
        return tree.next();
    }

    @Benchmark
    public double independent() {
        return independent.next();
    }
}
