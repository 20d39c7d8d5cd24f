package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** A value and its derivative in one direction. */
record ForwardMode<R>(R value, R tangent) {
    static <P, R> ForwardMode<R> jvp(Function<? super P, ? extends R> function, P x, P tangent) {
        return along(new Tangents(), function, x, tangent);
    }

    /** The value and tangent as by {@link #jvp}, at kinks from the side to which x moves. */
    static <P, R> ForwardMode<R> oneSided(Function<? super P, ? extends R> function, P x, P tangent) {
        return along(Tangents.oneSided(), function, x, tangent);
    }

    private static <P, R> ForwardMode<R> along(
            Tangents tangents, Function<? super P, ? extends R> function, P x, P tangent) {
        Tree.Flat<P> input = Leaves.differentiable(x);
        List<Tensor> dots = Leaves.like(input, tangent, "the tangent");
        List<Tensor> variables = new ArrayList<>();
        for (int i = 0; i < dots.size(); i++) {
            variables.add(tangents.variable(input.leaves().get(i), dots.get(i)));
        }
        R result = function.apply(input.structure().unflatten(variables));
        Tree.Flat<R> output = Tree.flatten(result);
        Leaves.requireFollowed(output.leaves(), tangents::follows, tangents.numbersWereRead());
        List<Tensor> values = output.leaves().stream().map(tangents::primal).toList();
        List<Tensor> moves = output.leaves().stream().map(tangents::tangent).toList();
        return new ForwardMode<>(
                output.structure().unflatten(values), output.structure().unflatten(moves));
    }
}
