package org.palinode.tests.train.loop;

import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.Trainer;
import org.palinode.train.data.Batches;
import org.palinode.train.optimiser.Adam;

/** A small classifier of points on two spirals: 90 examples in batches of 16, 6 in an epoch. */
final class Spirals {
    private static final int EXAMPLES = 90;

    private Spirals() {}

    /** Points [n, 2] and their classes, 0 or 1, [n]. */
    record Points(Tensor x, Tensor y) {}

    static Points points() {
        double[][] x = new double[EXAMPLES][];
        double[] y = new double[EXAMPLES];
        for (int i = 0; i < EXAMPLES; i++) {
            double angle = 1 + i * 0.04, sign = i % 2 == 0 ? 1 : -1;
            x[i] = new double[] {sign * angle * Math.cos(angle) / 4, sign * angle * Math.sin(angle) / 4};
            y[i] = i % 2;
        }
        return new Points(Tensor.of(x), Tensor.of(y));
    }

    /** Cross entropy of the logits z: log(1 + e^z) − yz. */
    static Tensor loss(Mlp network, Points batch) {
        Tensor z = network.apply(batch.x()).reshape(batch.y().size());
        return z.softplus().minus(z.times(batch.y())).mean();
    }

    static Mlp initial(long seed) {
        return Mlp.random(RandomKey.of(seed), Tensor::tanh, 2, 8, 1);
    }

    static Batches<Points> batches() {
        return Batches.of(points(), 16).shuffled(RandomKey.of(7));
    }

    static Trainer<Mlp, Points> trainer() {
        return Trainer.of(Spirals::loss, new Adam(0.02), batches());
    }
}
