package org.palinode.ode;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.BrownianPath;

/**
 * Instance of a solve beside others of the same term by the same solver. It has its own times, state, arguments and options, and so its own
 * ts and step sizes.
 *
 * @param t0 start, a float64 scalar
 * @param t1 end, a float64 scalar
 * @param paths Brownian paths in place of those of the term's diffusions, in their order; where empty, instance i hears the term's paths folded with i
 */
public record SolveInstance<Y, A>(
        Tensor t0, Tensor t1, Y y0, A args, SolveOptions options, Optional<List<BrownianPath<?>>> paths) {
    public SolveInstance {
        Objects.requireNonNull(t0, "an instance needs its t0, a float64 scalar");
        Objects.requireNonNull(t1, "an instance needs its t1, a float64 scalar");
        Objects.requireNonNull(y0, "an instance needs its y0, a tensor or a tree of tensors");
        Objects.requireNonNull(options, "an instance needs options; SolveOptions.standard() has the defaults");
        paths = paths.map(List::copyOf);
    }

    /** An instance that hears the paths of the term, folded with its number. */
    public SolveInstance(Tensor t0, Tensor t1, Y y0, A args, SolveOptions options) {
        this(t0, t1, y0, args, options, Optional.empty());
    }

    /** An instance whose times are plain numbers. */
    public SolveInstance(double t0, double t1, Y y0, A args, SolveOptions options) {
        this(Tensor.scalar(t0), Tensor.scalar(t1), y0, args, options);
    }

    /**
     * The instance with Brownian paths of its own, as they are: over other times, with another tolerance, or with noise that was measured.
     *
     * @param own one for each diffusion of the term, in their order, each in the shape of the one that it replaces
     */
    public SolveInstance<Y, A> hearing(BrownianPath<?>... own) {
        return new SolveInstance<>(t0, t1, y0, args, options, Optional.of(List.of(own)));
    }
}
