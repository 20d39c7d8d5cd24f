package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Ordinary differential equation dy/dt = f(t, y, args). Where state and arguments are tensors, {@link #of} takes a lambda without types;
 * else the lambda has them: {@code new ODETerm<>((Tensor t, Ball y, Tensor g) -> ...)}.
 */
public record ODETerm<Y, A>(VectorField<Y, A> field) implements Term<Y, A> {
    public ODETerm {
        Objects.requireNonNull(field, "an ODETerm needs a vector field (t, y, args) -> dy/dt");
    }

    /** The equation of a state that is a tensor, with a tensor for arguments: {@code ODETerm.of((t, y, p) -> y.times(p))} needs no types. */
    public static ODETerm<Tensor, Tensor> of(VectorField<Tensor, Tensor> field) {
        return new ODETerm<>(field);
    }

    /** The equation of a state that is a tensor, whose field (t, y) takes no arguments. */
    public static <A> ODETerm<Tensor, A> of(BinaryOperator<Tensor> field) {
        Objects.requireNonNull(field, "an ODETerm needs a vector field (t, y) -> dy/dt");
        return new ODETerm<>((t, y, args) -> field.apply(t, y));
    }

    @Override
    public List<VectorField<Y, A>> drift() {
        return List.of(field);
    }
}
