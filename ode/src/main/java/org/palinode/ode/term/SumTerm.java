package org.palinode.ode.term;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The sum of two terms: their drifts and their noises together. */
record SumTerm<Y, A>(Term<Y, A> first, Term<Y, A> second) implements Term<Y, A> {
    SumTerm {
        Objects.requireNonNull(second, "a term is added to, got null");
        if (first instanceof WholeTerm || second instanceof WholeTerm) {
            throw new IllegalArgumentException(
                    "nothing is added to a PathDivergenceTerm, whose divergence would not know"
                            + " of it; add to its drifts, or make one diffusion of all noise");
        }
    }

    @Override
    public List<VectorField<Y, A>> drift() {
        return Stream.concat(first.drift().stream(), second.drift().stream()).toList();
    }

    @Override
    public List<ControlTerm<Y, A>> controls() {
        return Stream.concat(first.controls().stream(), second.controls().stream())
                .toList();
    }

    @Override
    public List<Diffusion<Y, A>> diffusions() {
        return Stream.concat(first.diffusions().stream(), second.diffusions().stream())
                .toList();
    }
}
