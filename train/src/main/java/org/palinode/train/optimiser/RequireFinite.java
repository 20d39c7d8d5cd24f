package org.palinode.train.optimiser;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.IdentityOperation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * (tensor, steps, number of gradients that are not finite, leaf by leaf) → tensor, where all are finite; else throws. A plan leaves out
 * what nobody uses. So the steps pass through it, and one leaf of the gradient, the smallest: whoever uses a result has been through it.
 */
record RequireFinite(List<String> paths) implements IdentityOperation {
    /** Leaves that no plan gives unless their gradient is finite. */
    static Leaves of(Leaves leaves) {
        RequireFinite check = new RequireFinite(leaves.paths());
        Tensor counts = counts(leaves);
        List<Tensor> gradient = new ArrayList<>(leaves.gradient());
        Tensor smallest = Collections.min(gradient, Comparator.comparingInt(Tensor::size));
        gradient.set(gradient.indexOf(smallest), Tensor.apply(check, smallest, leaves.steps(), counts));
        return leaves.withGradient(gradient)
                .with(Leaves.STEPS, Tensor.apply(check, leaves.steps(), leaves.steps(), counts));
    }

    /** The number of gradients that are not finite, leaf by leaf: float64 [leaves]. */
    static Tensor counts(Leaves leaves) {
        List<Tensor> gradient = leaves.gradient();
        return Tensor.stack(
                0, leaves.each(i -> gradient.get(i).isFinite().not().sum().cast(DType.FLOAT64)));
    }

    @Override
    public String name() {
        return "require_finite";
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer passed = in.get(0);
        Buffer steps = in.get(1);
        Buffer counts = in.get(2);
        return () -> {
            for (int i = 0; i < paths.size(); i++) {
                if (counts.get(i) != 0) {
                    throw new NotFiniteGradientException(message((long) steps.get(0), counts));
                }
            }
            out.copyFrom(passed);
        };
    }

    private String message(long steps, Buffer counts) {
        StringJoiner places = new StringJoiner(", ");
        for (int i = 0; i < paths.size(); i++) {
            if (counts.get(i) != 0) {
                places.add(paths.get(i) + " (" + (long) counts.get(i) + ")");
            }
        }
        return "a gradient after " + steps + " steps has numbers that are not finite, in " + places
                + "; parameters and state are as they were: look for what made them so, or leave such steps out by"
                + " skippingNotFinite()";
    }
}
