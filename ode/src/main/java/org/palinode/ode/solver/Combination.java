package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** Weighted sums of stages. */
final class Combination {
    private Combination() {}

    /** Σ weightᵢ kᵢ without the terms of weight zero; null if there are none. */
    static Tensor of(double[] weights, List<Tensor> k) {
        Tensor sum = null;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 0) {
                Tensor term = k.get(i).times(weights[i]);
                sum = sum == null ? term : sum.plus(term);
            }
        }
        return sum;
    }

    /** y + Σ weightᵢ kᵢ. */
    static Tensor from(Tensor y, double[] weights, List<Tensor> k) {
        Tensor sum = of(weights, k);
        return sum == null ? y : y.plus(sum);
    }
}
