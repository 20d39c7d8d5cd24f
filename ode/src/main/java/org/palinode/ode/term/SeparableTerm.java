package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Two coupled equations dp/dt = f(t, q, args), dq/dt = g(t, p, args), as of a separable Hamiltonian: each slope depends only on the other
 * part. The state is a {@link Pair}. {@code SemiImplicitEuler} steps them in turn, and can reverse its steps. Any other solver steps them
 * together.
 *
 * @param first the slope of the first part, from the second
 * @param second the slope of the second part, from the first
 */
public record SeparableTerm<P, Q, A>(PartField<P, Q, A> first, PartField<Q, P, A> second)
        implements Term<Pair<P, Q>, A> {
    public SeparableTerm {
        Objects.requireNonNull(first, "a SeparableTerm needs a slope (t, second, args) -> d first/dt");
        Objects.requireNonNull(second, "a SeparableTerm needs a slope (t, first, args) -> d second/dt");
    }

    @Override
    public List<VectorField<Pair<P, Q>, A>> drift() {
        return List.of(
                (t, y, args) -> new Pair<>(first.apply(t, y.second(), args), zeros(y.second())),
                (t, y, args) -> new Pair<>(zeros(y.first()), second.apply(t, y.first(), args)));
    }

    @Override
    public List<Term<Pair<P, Q>, A>> parts() {
        return drift().stream().<Term<Pair<P, Q>, A>>map(ODETerm::new).toList();
    }

    private static <T> T zeros(T part) {
        Tree.Flat<T> flat = Tree.flatten(part);
        return flat.structure()
                .unflatten(flat.leaves().stream().map(Tensor::zerosLike).toList());
    }
}
