package org.palinode.ode.term;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.memory.DType;
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
        Tree.Flat<?> zero = Tree.flatten(diffusion.path().zero());
        DType dtype = Tree.flatten(y).leaves().get(0).dtype();
        List<Tensor> leaves =
                zero.leaves().stream().map(leaf -> leaf.cast(dtype)).toList();
        List<Object> columns = new ArrayList<>();
        if (diffusion.kind() == NoiseKind.DIAGONAL) {
            columns.add(zero.structure()
                    .unflatten(leaves.stream().map(Tensor::onesLike).toList()));
            return columns;
        }
        for (int leaf = 0; leaf < leaves.size(); leaf++) {
            for (int i = 0; i < leaves.get(leaf).size(); i++) {
                double[] numbers = new double[leaves.get(leaf).size()];
                numbers[i] = 1;
                List<Tensor> unit = new ArrayList<>(leaves);
                unit.set(leaf, Tensor.of(leaves.get(leaf).type(), numbers));
                columns.add(zero.structure().unflatten(unit));
            }
        }
        return columns;
    }
}
