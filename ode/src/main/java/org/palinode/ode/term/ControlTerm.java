package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.path.Path;

/**
 * Controlled equation dy = f(t, y, args) dX, where X is a path through data: a neural controlled differential equation, if f is a network. Each
 * leaf of f has the shape of that leaf of y followed by the number of channels, the last axis of X. Leading axes of X are a batch and agree with
 * those of y.
 *
 * <p>As it stands, steps are taken over the increments of X, which need not be smooth: fixed steps, by any explicit method. {@link #toOde} makes the
 * ordinary equation dy/dt = f dX/dt of it, for smooth X: adaptive and implicit methods, and derivatives with respect to times.
 *
 * <p>Source: P. Kidger, J. Morrill, J. Foster, T. Lyons, "Neural Controlled Differential Equations for Irregular Time Series", 2020,
 * arXiv:2005.08926.
 *
 * @param field f
 * @param path X
 */
public record ControlTerm<Y, A>(VectorField<Y, A> field, Path path) implements Term<Y, A> {
    public ControlTerm {
        Objects.requireNonNull(
                field, "a ControlTerm needs a vector field (t, y, args) -> f, whose last axis are the channels");
        Objects.requireNonNull(path, "a ControlTerm needs a path, such as CubicInterpolation");
    }

    /**
     * The ordinary equation dy/dt = f(t, y, args) dX/dt. Where the slope of X jumps, as that of straight lines does, adaptive steps need {@code
     * ClipStepSizeController.jumpTs(path.kinks())}, and there is no gradient for its knots, which a {@link
     * org.palinode.ode.outcome.GradientException} says ({@link Path#withFixedKinks}).
     *
     * @throws IllegalArgumentException if X itself jumps: its slope does not show that
     */
    public ODETerm<Y, A> toOde() {
        double[] jumps = path.jumps();
        if (jumps.length > 0) {
            throw new IllegalArgumentException("the path jumps at t = " + jumps[0]
                    + ", which its slope does not show; leave toOde() out, so that steps are taken over its increments, or make a"
                    + " path without jumps, such as CubicInterpolation.backwardHermite");
        }
        return new ODETerm<>(new Smooth<>(new ControlTerm<>(field, path.withFixedKinks())));
    }

    /** The field f(t, y, args) dX/dt. */
    private record Smooth<Y, A>(ControlTerm<Y, A> control) implements VectorField<Y, A> {
        @Override
        public Y apply(Tensor t, Y y, A args) {
            return control.times(t, y, control.path().derivative(t), args);
        }

        @Override
        public List<Path> paths() {
            return List.of(control.path());
        }
    }

    /** The product f x with a change x of the path [batch, channels]. */
    public Y times(Tensor t, Y y, Tensor x, A args) {
        return product(field.apply(t, y, args), x, y);
    }

    private Y product(Y slopes, Tensor x, Y y) {
        List<Tensor> leaves = Tree.flatten(slopes).leaves();
        Tree.Flat<Y> state = Tree.flatten(y);
        if (leaves.size() != state.leaves().size()) {
            throw new IllegalArgumentException("the field of a ControlTerm has as many tensors as its state, "
                    + state.leaves().size() + ", got " + leaves.size() + "; return one for each");
        }
        return state.structure()
                .unflatten(IntStream.range(0, leaves.size())
                        .mapToObj(i ->
                                product(leaves.get(i), x, state.leaves().get(i).shape()))
                        .toList());
    }

    private static Tensor product(Tensor f, Tensor x, Shape y) {
        int batch = x.shape().rank() - 1;
        if (batch < 0) {
            throw new IllegalArgumentException(
                    "the path of a ControlTerm has the channels as its last axis, got a path of scalars;"
                            + " reshape its data to [times, 1]");
        }
        int[] wanted = IntStream.concat(
                        IntStream.of(y.dims()), IntStream.of(x.shape().dim(batch)))
                .toArray();
        boolean fits = batch <= y.rank()
                && IntStream.range(0, batch).allMatch(i -> x.shape().dim(i) == y.dim(i));
        if (!fits || !f.shape().equals(Shape.of(wanted))) {
            throw new IllegalArgumentException("the field of a state " + y + " controlled by " + x.shape() + " must be "
                    + Shape.of(wanted) + ", its last axis the channels, got " + f.shape()
                    + "; leading axes of the control are a batch and agree with those of the state");
        }
        int members = IntStream.range(0, batch).map(y::dim).reduce(1, (a, b) -> a * b);
        int numbers = IntStream.range(batch, y.rank()).map(y::dim).reduce(1, (a, b) -> a * b);
        int channels = x.shape().dim(batch);
        Tensor slopes = f.reshape(members, numbers, channels);
        Tensor change = x.cast(f.dtype());
        boolean isOneLoop = members == 1
                || numbers == 1; // else each member has a row of its own for its numbers, which is a product
        return isOneLoop
                ? slopes.times(change.reshape(members, 1, channels)).sum(-1).reshape(y)
                : slopes.matmul(change.reshape(members, channels, 1)).reshape(y);
    }

    @Override
    public List<VectorField<Y, A>> drift() {
        return List.of();
    }

    @Override
    public List<ControlTerm<Y, A>> controls() {
        return List.of(this);
    }
}
