package org.palinode.ode.internal.noise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.controller.Stops;
import org.palinode.ode.noise.BrownianPath;

/**
 * The noise of a solve, and whether it has controls.
 *
 * @param paths those that drive the solve; none for ordinary equations
 * @param named those of the term, which others may stand for
 * @param inputs where they go; null where there is neither
 */
public record SolveNoise(List<BrownianPath<?>> paths, List<BrownianPath<?>> named, NoiseInputs inputs) {
    /** That of ordinary equations. */
    public static final SolveNoise NONE = new SolveNoise(List.of(), List.of(), null);

    public SolveNoise {
        paths = List.copyOf(paths);
        named = List.copyOf(named);
    }

    /** True for ordinary equations. */
    public boolean isNone() {
        return inputs == null;
    }

    /** The shortest step over which all paths have their law, in the unit of time; 0 if any step will do. */
    public double shortestStep() {
        double shortest =
                paths.stream().mapToDouble(BrownianPath::shortestInterval).max().orElse(0);
        return hasHalves() ? 2 * shortest : shortest;
    }

    private boolean hasHalves() {
        return !isNone() && inputs.hasHalves();
    }

    /** What steps must keep to that also end at some times, in mirrored time and rising. */
    public Stops stops(double... ends) {
        return new Stops(ends, shortestStep(), hasHalves() && inputs.hasNoise());
    }

    /** What writes the noise of each step into these parameters. */
    public NoiseFeed feed(List<Buffer> parameters) {
        return isNone() ? NoiseFeed.NONE : new NoiseFeed(paths, inputs, parameters);
    }

    /** What gives the parameters of each step in turn, with its noise among them. */
    public Written written(List<Tensor> parameters) {
        return new Written(this, parameters);
    }

    /** Parameters with the noise of one step after another. */
    public static final class Written {
        private final SolveNoise noise;
        private final List<Tensor> parameters;
        private final List<Buffer> memory;
        private final NoiseFeed feed;

        private Written(SolveNoise noise, List<Tensor> parameters) {
            this.noise = noise;
            this.parameters = parameters;
            memory = noise.isNone() ? List.of() : memory(noise.inputs, parameters);
            feed = noise.feed(memory);
        }

        /** A buffer in the place of each parameter that is noise, and none in those of others. */
        private static List<Buffer> memory(NoiseInputs inputs, List<Tensor> parameters) {
            Buffer[] memory = new Buffer[parameters.size()];
            for (int place = inputs.first(); place < inputs.first() + inputs.count(); place++) {
                memory[place] = Buffer.allocate(parameters.get(place).type());
            }
            return Arrays.asList(memory);
        }

        /** The parameters of the step over this interval. */
        public List<Tensor> over(double from, double to) {
            if (noise.isNone()) {
                return parameters;
            }
            feed.place(from, to);
            List<Tensor> all = new ArrayList<>(parameters);
            for (int i = 0; i < noise.inputs.count(); i++) {
                int place = noise.inputs.first() + i;
                all.set(place, Tensor.copyOf(memory.get(place)));
            }
            return all;
        }
    }
}
