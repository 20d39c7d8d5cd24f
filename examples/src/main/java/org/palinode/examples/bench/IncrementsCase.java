package org.palinode.examples.bench;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.ode.noise.IncrementReader;
import org.palinode.ode.noise.Increments;
import org.palinode.ode.noise.LevyArea;

/** A hundred thousand increments of one Brownian motion in the order of time, without a solve. */
record IncrementsCase(LevyArea level, NoiseSource noise) implements BenchCase {
    private static final int STEPS = 100_000;
    private static final double STEP = 0x1p-17;

    @Override
    public String name() {
        return noise.named("brownian-" + List.of("w", "wh", "whk").get(level.ordinal()));
    }

    @Override
    public String solver() {
        return "none";
    }

    @Override
    public List<String> adjoints() {
        return List.of(FORWARD);
    }

    @Override
    public Task task(String adjoint, DType dtype) {
        var path = noise.path(level, STEP, STEPS);
        return () -> {
            IncrementReader reader = path.reader();
            var increments = new Increments(level, 1);
            double sum = 0;
            for (int i = 0; i < STEPS; i++) {
                reader.read(i * STEP, (i + 1) * STEP, increments);
                sum += increments.w(0) + increments.h(0) + increments.k(0);
            }
            return new Result(sum, STEPS, 0, 0);
        };
    }
}
