package org.palinode.ode.noise;

import java.util.List;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Path of a Brownian motion with independent components, a pure function of time: solves with other steps, solvers and adjoints see the
 * same path. A value.
 *
 * @param <W> the shape of the noise: a tensor, or any nesting of records, lists, maps and arrays of tensors
 */
public interface BrownianPath<W> {
    /** The shape of the noise: zeros. Its leaves one after another are the components. */
    W zero();

    /** The areas that increments tell beside W. */
    LevyArea level();

    /** A reader of its increments, for one solve. */
    IncrementReader reader();

    /**
     * Refuses a solve that the path cannot serve.
     *
     * @throws IllegalArgumentException with the remedy
     */
    void check(StepPlan plan);

    /** The shortest interval over which increments have their law, in the unit of time; 0 if there is none. */
    default double shortestInterval() {
        return 0;
    }

    /** The keys from which its numbers come; none where they come from elsewhere. Two noises of one term share no key. */
    default List<RandomKey> keys() {
        return List.of();
    }

    /**
     * The path number {@code index} below this one, as {@link RandomKey#fold}: with a key below each of its keys. Instance i of {@code SolveEach}
     * hears {@code fold(i)}. Increments that do not come from a key stay as they are, and so does a {@code CommonPath}.
     */
    BrownianPath<W> fold(long index);

    /** True if increments over any interval belong to one path; false if only those of the steps of a solve do. */
    boolean isKnownBetweenSteps();

    /** The number of Brownian motions. */
    default int components() {
        return Tree.flatten(zero()).leaves().stream().mapToInt(Tensor::size).sum();
    }

    /**
     * The path W at given times, summed up over the intervals between them, from 0 at the first [times, components]: such as at the ends of the
     * steps of a solve, beside its y.
     *
     * @throws IllegalArgumentException if neighbouring times are nearer to each other than {@link #shortestInterval}
     */
    default Tensor at(double... times) {
        double[][] rows = new double[times.length][components()];
        IncrementReader reader = reader();
        var increments = new Increments(level(), components());
        for (int i = 1; i < times.length; i++) {
            requireApart(times[i - 1], times[i]);
            reader.read(times[i - 1], times[i], increments);
            for (int component = 0; component < components(); component++) {
                rows[i][component] = rows[i - 1][component] + increments.w(component);
            }
        }
        return Tensor.of(rows);
    }

    /**
     * Refuses two times at which values of the path have not the right law together; equal ones have.
     *
     * @throws IllegalArgumentException if they are nearer to each other than {@link #shortestInterval}, but for rounding
     */
    default void requireApart(double time, double other) {
        double rounding = 4 * Math.ulp(Math.max(Math.abs(time), Math.abs(other)));
        double apart = Math.abs(other - time);
        if (apart > rounding && apart < shortestInterval() - rounding) {
            throw new IllegalArgumentException(
                    "this path has no law for W at t = " + time + " and t = " + other + " together, "
                            + apart + " apart: its cells are " + shortestInterval()
                            + " long; build it with a smaller tolerance, or take times"
                            + " farther apart");
        }
    }
}
