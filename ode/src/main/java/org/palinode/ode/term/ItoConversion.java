package org.palinode.ode.term;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.noise.NoiseKind;

/** Equations of one solution in both calculi, whose drifts differ by ½ Σ Dgⱼ gⱼ over the Brownian motions. */
public final class ItoConversion {
    private ItoConversion() {}

    /**
     * The term whose Stratonovich solution is the Itô solution of the one given. Costs a product with the Jacobian of the diffusion for each Brownian
     * motion, or one where it is {@linkplain Diffusion#strictly strictly diagonal}, and none where it is additive.
     *
     * @throws IllegalArgumentException if the term has been converted already
     */
    public static <Y, A> Term<Y, A> toStratonovich(Term<Y, A> ito) {
        if (isConverted(ito)) {
            throw new IllegalArgumentException("the term is already converted to Stratonovich's calculus, and a second"
                    + " correction would be one of another equation; convert it once, when all noise is in it");
        }
        VectorField<Y, A> correction = new Correction<>(ito);
        return ito instanceof WholeTerm ? new Whole<>(ito, correction) : ito.plus(new ODETerm<>(correction));
    }

    /** A corrected term to which nothing else is added: the correction is one of the posterior and of the prior, so a divergence stays. */
    private record Whole<Y, A>(Term<Y, A> ito, VectorField<Y, A> correction) implements Term<Y, A>, WholeTerm {
        @Override
        public List<VectorField<Y, A>> drift() {
            return Stream.concat(ito.drift().stream(), Stream.of(correction)).toList();
        }

        @Override
        public List<Diffusion<Y, A>> diffusions() {
            return ito.diffusions();
        }
    }

    /** True if a part of the term comes from {@link #toStratonovich}, so that solvers of Itô's calculus would solve another equation. */
    public static boolean isConverted(Term<?, ?> term) {
        return term.drift().stream().anyMatch(Correction.class::isInstance);
    }

    private record Correction<Y, A>(Term<Y, A> ito) implements VectorField<Y, A> {
        @Override
        public Y apply(Tensor t, Y y, A args) {
            return correction(ito, t, y, args);
        }
    }

    private static <Y, A> Y correction(Term<Y, A> term, Tensor t, Y y, A args) {
        Y sum = Tree.map(Tensor::zerosLike, y);
        for (Diffusion<Y, A> diffusion : term.diffusions()) {
            for (Object column : columns(diffusion, y)) {
                Y move = diffusion.times(t, y, column, args);
                Y bend = alongItself(x -> diffusion.times(t, x, column, args), y, move);
                sum = Tree.map((a, b) -> a.minus(b.times(0.5)), sum, bend);
            }
        }
        return sum;
    }

    private static <Y> Y alongItself(UnaryOperator<Y> function, Y y, Y direction) {
        Tangents tangents = new Tangents();
        Y moved = Tree.map(tangents::variable, y, direction);
        return Tree.map(tangents::tangent, function.apply(moved));
    }

    /** Vectors in the shape of the noise whose products with g are its columns; one for all of them where g is diagonal. */
    private static List<Object> columns(Diffusion<?, ?> diffusion, Object y) {
        if (diffusion.kind() == NoiseKind.ADDITIVE) {
            return List.of();
        }
        NoiseUnits units = NoiseUnits.of(diffusion.path(), y);
        return diffusion.kind() == NoiseKind.DIAGONAL ? List.of(units.ones()) : units.columns();
    }
}
