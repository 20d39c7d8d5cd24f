package org.palinode.ode.term;

import java.util.List;
import java.util.function.UnaryOperator;
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
     */
    public static <Y, A> Term<Y, A> toStratonovich(Term<Y, A> ito) {
        return ito.plus(new ODETerm<>((t, y, args) -> correction(ito, t, y, args)));
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
