package org.palinode.ode.internal.noise;

import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IncrementReader;
import org.palinode.ode.noise.Increments;

/** Writes the noise of a step where the step reads it. Allocates nothing after it was made. For one thread. */
public final class NoiseFeed {
    /** That of ordinary equations, which writes nothing. */
    public static final NoiseFeed NONE = new NoiseFeed(List.of(), null, List.of());

    private final Source[] sources; // an array: to go through a list would allocate in each step
    private final List<Buffer> interval;

    /** @param inputs where the noise of the paths goes among {@code parameters}; null where there is neither noise nor a control */
    NoiseFeed(List<BrownianPath<?>> paths, NoiseInputs inputs, List<Buffer> parameters) {
        interval = inputs == null ? List.of() : inputs.interval(parameters);
        sources = IntStream.range(0, paths.size())
                .mapToObj(path -> source(path, paths.get(path), inputs, parameters))
                .toArray(Source[]::new);
    }

    private static Source source(int path, BrownianPath<?> source, NoiseInputs inputs, List<Buffer> parameters) {
        NoiseLetters whole = new NoiseLetters(inputs.lettersOf(path, inputs.whole(parameters)));
        if (!inputs.hasHalves()) {
            return new WholeSource(source, whole);
        }
        NoiseLetters first = new NoiseLetters(inputs.lettersOf(path, inputs.half(0, parameters)));
        NoiseLetters second = new NoiseLetters(inputs.lettersOf(path, inputs.half(1, parameters)));
        return new HalvedSource(source, whole, first, second);
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

    private interface Source {
        void place(double from, double to);
    }

    /** Steps that hear their noise as one. */
    private record WholeSource(IncrementReader reader, Increments increments, NoiseLetters letters) implements Source {
        WholeSource(BrownianPath<?> path, NoiseLetters letters) {
            this(path.reader(), new Increments(path.level(), path.components()), letters);
        }

        @Override
        public void place(double from, double to) {
            reader.read(from, to, increments);
            letters.write(increments, to - from);
        }
    }

    /** Steps that are made of halves: the whole is both together. */
    private static final class HalvedSource implements Source {
        private final IncrementReader reader;
        private final Increments first;
        private final Increments second;
        private final NoiseLetters whole;
        private final NoiseLetters firstHalf;
        private final NoiseLetters secondHalf;

        HalvedSource(BrownianPath<?> path, NoiseLetters whole, NoiseLetters firstHalf, NoiseLetters secondHalf) {
            reader = path.reader();
            first = new Increments(path.level(), path.components());
            second = new Increments(path.level(), path.components());
            this.whole = whole;
            this.firstHalf = firstHalf;
            this.secondHalf = secondHalf;
        }

        @Override
        public void place(double from, double to) {
            double middle = from + (to - from) / 2;
            reader.read(from, middle, first);
            reader.read(middle, to, second);
            firstHalf.write(first, middle - from);
            secondHalf.write(second, to - middle);
            first.then(second);
            whole.write(first, to - from);
        }
    }
}
