package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;
import static org.palinode.tests.autodiff.support.Close.assertTreesClose;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

class NetworksTest {
    private static final RandomKey KEY = RandomKey.of(3);

    @Test
    void aLayerIsAnAffineMap() {
        Linear layer = new Linear(Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}), Tensor.of(10, 20));
        assertNumbers(layer.apply(Tensor.of(1, 1, 2)), 0, 24, 38);
        assertNumbers(layer.apply(Tensor.of(new double[][] {{1, 1, 2}, {0, 0, 0}})), 0, 24, 38, 10, 20);
    }

    @Test
    void aBatchIsItsRows() {
        Mlp mlp = Mlp.random(KEY, Activation.SOFTPLUS, 2, 8, 8, 3);
        Tensor batch = KEY.normal(5, 2);
        Tensor out = mlp.apply(batch);
        assertEquals(Shape.of(5, 3), out.shape());
        for (int row = 0; row < 5; row++) {
            assertClose(mlp.apply(batch.get(row)), out.get(row), 1e-15);
        }
    }

    @Test
    void activationsStandBetweenLayersAndWhereAskedAfterTheLast() {
        List<Linear> layers = Mlp.random(KEY, Activation.TANH, 2, 3, 2).layers();
        Tensor x = Tensor.of(0.3, -0.7);
        Tensor inner = layers.get(1).apply(layers.get(0).apply(x).tanh());
        assertClose(inner, new Mlp(layers, Activation.TANH).apply(x), 0);
        assertClose(inner.sigmoid(), new Mlp(layers, Activation.TANH, Activation.SIGMOID).apply(x), 0);
        assertClose(inner.sin(), new Mlp(layers, Tensor::tanh, Tensor::sin).apply(x), 0);
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void everyActivationHasItsGradient(Activation activation) {
        checkGradients((Mlp mlp) -> mlp.apply(Tensor.of(0.3, -0.7)), Mlp.random(KEY, activation, 2, 4, 2));
    }

    @Test
    void parametersAreUniformWithinOneOverTheRootOfTheInputsAndFixedByTheKey() {
        Mlp mlp = Mlp.random(KEY, Activation.TANH, 100, 200, 1);
        for (Linear layer : mlp.layers()) {
            double bound = 1 / Math.sqrt(layer.weight().shape().dim(0));
            for (Tensor leaf : List.of(layer.weight(), layer.bias())) {
                assertTrue(leaf.abs().max().item() <= bound);
            }
            assertTrue(layer.weight().abs().max().item() > 0.9 * bound);
        }
        // 20,000 numbers: the deviation of the sample's variance is 0.6 % of bound² / 3.
        assertEquals(1.0 / 300, mlp.layers().get(0).weight().square().mean().item(), 1.0 / 300 * 0.03);
        assertTreesClose(mlp, Mlp.random(KEY, Activation.TANH, 100, 200, 1), 0);
        Tensor other = Mlp.random(RandomKey.of(4), Activation.TANH, 100, 200, 1)
                .layers()
                .get(0)
                .weight();
        assertTrue(other.minus(mlp.layers().get(0).weight()).abs().max().item() > 0);
    }

    @Test
    void singlePrecisionIsKeptThroughNetworkAndGradient() {
        Mlp mlp = Mlp.random(KEY, DType.FLOAT32, Activation.SILU, 2, 4, 1);
        assertSame(DType.FLOAT32, mlp.apply(Tensor.float32(1, 2)).dtype());
        Mlp gradient = grad((Mlp m) -> m.apply(Tensor.float32(1, 2)).sum()).apply(mlp);
        Tree.flatten(gradient).leaves().forEach(leaf -> assertSame(DType.FLOAT32, leaf.dtype()));
    }

    @Test
    void layersThatDoNotFitAreRefused() {
        assertEquals(
                "a linear layer needs weight [in, out] and bias [out] of one type, got f64[2, 3] and f64[2]",
                assertThrows(IllegalArgumentException.class, () -> new Linear(Tensor.zeros(2, 3), Tensor.zeros(2)))
                        .getMessage());
        Linear layer = new Linear(Tensor.zeros(2, 3), Tensor.zeros(3));
        assertEquals(
                "layer 1 of an MLP takes 2 numbers, but layer 0 gives 3",
                assertThrows(IllegalArgumentException.class, () -> new Mlp(List.of(layer, layer), Activation.TANH))
                        .getMessage());
        assertEquals(
                "an MLP needs the widths of its input and output at least, got 1 widths",
                assertThrows(IllegalArgumentException.class, () -> Mlp.random(KEY, Activation.TANH, 4))
                        .getMessage());
    }
}
