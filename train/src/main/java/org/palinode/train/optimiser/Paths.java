package org.palinode.train.optimiser;

import java.util.List;
import java.util.function.Predicate;
import org.palinode.autodiff.tensor.Tensor;

/** Decay of the leaves that a choice of paths names. */
enum Paths implements Predicate<String> {
    /** The choice of all leaves. */
    ALL;

    @Override
    public boolean test(String path) {
        return true;
    }

    /** The leaves {@code moved}, shortened by {@code rate} times the parameters where they decay. */
    static List<Tensor> decayed(Leaves leaves, List<Tensor> moved, Predicate<String> decays, Tensor rate) {
        return leaves.each(i -> decays.test(leaves.paths().get(i))
                ? moved.get(i).minus(leaves.parameters().get(i).times(rate))
                : moved.get(i));
    }
}
