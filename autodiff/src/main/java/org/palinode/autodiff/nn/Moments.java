package org.palinode.autodiff.nn;

import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Mean and variance of a tensor over some axes, which stay.
 *
 * @param centred the tensor without its mean
 */
record Moments(Tensor centred, Tensor mean, Tensor variance) {
    static Moments of(Tensor x, Axes axes) {
        Tensor mean = x.mean(axes.kept());
        Tensor centred = x.minus(mean);
        return new Moments(centred, mean, centred.square().mean(axes.kept()));
    }

    Tensor normalised(double epsilon) {
        return centred.dividedBy(variance.plus(epsilon).sqrt());
    }

    /** Checks ε: without it a row of equal numbers has no normal form. */
    static void requirePositive(String layer, double epsilon) {
        if (!(epsilon > 0 && epsilon <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(layer + " needs a positive epsilon, such as 1e-5, got " + epsilon);
        }
    }
}
