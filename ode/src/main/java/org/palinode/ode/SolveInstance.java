package org.palinode.ode;

import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Instance of a solve beside others of the same term by the same solver. It has its own times, state, arguments and options, and so its own
 * ts and step sizes.
 *
 * @param t0 start, a float64 scalar
 * @param t1 end, a float64 scalar
 */
public record SolveInstance<Y, A>(Tensor t0, Tensor t1, Y y0, A args, SolveOptions options) {
    public SolveInstance {
        Objects.requireNonNull(t0, "an instance needs its t0, a float64 scalar");
        Objects.requireNonNull(t1, "an instance needs its t1, a float64 scalar");
        Objects.requireNonNull(y0, "an instance needs its y0, a tensor or a tree of tensors");
        Objects.requireNonNull(options, "an instance needs options; SolveOptions.standard() has the defaults");
    }

    /** An instance whose times are plain numbers. */
    public SolveInstance(double t0, double t1, Y y0, A args, SolveOptions options) {
        this(Tensor.scalar(t0), Tensor.scalar(t1), y0, args, options);
    }
}
