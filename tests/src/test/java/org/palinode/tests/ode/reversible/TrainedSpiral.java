package org.palinode.tests.ode.reversible;

import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;

/** A small network as a field, fitted by descent to the slopes of a spiral that decays slowly. Its parameters lie in one vector. */
final class TrainedSpiral {
    private static final int HIDDEN = 16;
    private static final int STEPS = 300;
    private static final Tensor PARAMETERS = trained();

    private TrainedSpiral() {}

    /** [82]: weights [2, 16] and biases, weights [16, 2] and biases. */
    static Tensor parameters() {
        return PARAMETERS;
    }

    static Mlp field(Tensor parameters) {
        Tensor first = parameters.slice(0, 0, 2 * HIDDEN).reshape(2, HIDDEN);
        Tensor firstBias = parameters.slice(0, 2 * HIDDEN, 3 * HIDDEN);
        Tensor second = parameters.slice(0, 3 * HIDDEN, 5 * HIDDEN).reshape(HIDDEN, 2);
        Tensor secondBias = parameters.slice(0, 5 * HIDDEN, 5 * HIDDEN + 2);
        return new Mlp(List.of(new Linear(first, firstBias), new Linear(second, secondBias)), Activation.TANH);
    }

    private static Tensor trained() {
        Tensor places = RandomKey.of(1).normal(64, 2);
        Tensor spiral = Tensor.of(new double[][] {{-0.1, -2}, {2, -0.1}});
        Tensor slopes = places.matmul(spiral);
        Function<Tensor, Tensor> loss =
                p -> field(p).apply(places).minus(slopes).square().mean();
        Tensor parameters = RandomKey.of(2).normal(5 * HIDDEN + 2).times(0.5);
        for (int i = 0; i < STEPS; i++) {
            parameters = parameters.minus(Autodiff.grad(loss).apply(parameters).times(0.1));
        }
        return parameters;
    }
}
