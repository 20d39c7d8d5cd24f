package org.palinode.ode.internal.noise;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IncrementReader;
import org.palinode.ode.noise.Increments;

/** Writes the noise of a step where the step reads it. Allocates nothing after it was made. For one thread. */
public final class NoiseFeed {
    /** That of ordinary equations, which writes nothing. */
    public static final NoiseFeed NONE = new NoiseFeed(SolveNoise.NONE, List.of());

    private final List<Source> sources = new ArrayList<>();
    private final List<Buffer> interval;

    private record Source(IncrementReader reader, Increments increments, List<Buffer> letters) {
        void place(double from, double to) {
            reader.read(from, to, increments);
            double rate = 1 / (to - from);
            for (int i = 0; i < increments.components(); i++) {
                letters.get(0).set(i, rate * increments.w(i));
                if (letters.size() > 1) {
                    letters.get(1).set(i, increments.h(i));
                }
                if (letters.size() > 2) {
                    letters.get(2).set(i, rate * increments.k(i));
                }
            }
        }
    }

    NoiseFeed(SolveNoise noise, List<Buffer> parameters) {
        interval = noise.isNone() ? List.of() : noise.inputs().interval(parameters);
        for (int path = 0; path < noise.paths().size(); path++) {
            BrownianPath<?> source = noise.paths().get(path);
            List<Buffer> letters = new ArrayList<>();
            for (int letter = 0; letter < noise.inputs().level().numbers(); letter++) {
                letters.add(noise.inputs().letter(letter, parameters).get(path));
            }
            var increments = new Increments(source.level(), components(source));
            sources.add(new Source(source.reader(), increments, letters));
        }
    }

    /** How many Brownian motions a path has. */
    public static int components(BrownianPath<?> path) {
        return Tree.flatten(path.zero()).leaves().stream()
                .mapToInt(Tensor::size)
                .sum();
    }

    /** Places the noise of a step over this interval. */
    public void place(double from, double to) {
        if (!interval.isEmpty()) {
            interval.get(0).set(0, from);
            interval.get(1).set(0, to);
        }
        for (Source source : sources) {
            source.place(from, to);
        }
    }
}
