package org.palinode.tests.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.vmap;

import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Numbers of the gamma law whose shape is a tensor: draws, derivatives, batches, both types. */
class GammaGradientTest {
    private static final RandomKey KEY = RandomKey.of(7);
    private static final Tensor SHAPES = Tensor.of(0.05, 0.3, 1, 2.5, 40, 700);

    @Test
    void numbersAreThoseOfTheLawWithThatShape() {
        for (double shape : SHAPES.toArray()) {
            for (TensorType type : new TensorType[] {TensorType.float64(33), TensorType.float32(3, 11)}) {
                assertArrayEquals(
                        KEY.gamma(type, Tensor.scalar(shape).cast(type.dtype()).item())
                                .toArray(),
                        KEY.gamma(Tensor.full(type, shape)).toArray());
            }
        }
        Tensor odd = KEY.gamma(Tensor.of(2, 0, -1, Double.NaN, Double.POSITIVE_INFINITY));
        assertTrue(odd.get(0).item() > 0);
        assertArrayEquals(
                new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN},
                odd.slice(0, 1, 5).toArray());
        assertEquals(0, KEY.gamma(Tensor.zeros(0)).size());
        assertThrows(NullPointerException.class, () -> KEY.gamma(null));
    }

    /** The mean of the law is its shape a, that of the square a + a², of the logarithm ψ(a): so are the means of derivatives, within 5 deviations. */
    @Test
    void derivativesOfMeansAreMeansOfDerivatives() {
        int many = 20_000;
        for (double shape : new double[] {0.3, 2.5, 40}) {
            assertMean(1, shape, many, z -> z);
            assertMean(1 + 2 * shape, shape, many, Tensor::square);
            assertMean(Tensor.scalar(shape).polygamma(1).item(), shape, many, Tensor::log);
        }
    }

    private static void assertMean(double expected, double shape, int many, Function<Tensor, Tensor> function) {
        Tensor slopes =
                grad((Tensor a) -> function.apply(KEY.gamma(a)).sum(), Tensor.full(TensorType.float64(many), shape));
        double deviation = slopes.std().item() / Math.sqrt(many);
        assertEquals(expected, slopes.mean().item(), 5 * deviation);
        assertTrue(deviation < 0.03 * expected);
    }

    @Test
    void forwardReverseCompiledAndBatchedDerivativesAgree() {
        for (DType dtype : DType.values()) {
            Tensor shapes = SHAPES.cast(dtype);
            Tensor weights = Tensor.of(1, -2, 3, 0.5, -1, 2).cast(dtype);
            Function<Tensor, Tensor> loss =
                    a -> KEY.gamma(a.times(2)).times(weights).sum();
            Tensor gradient = grad(loss, shapes);
            assertEquals(dtype, gradient.dtype());
            double rounding = 10 * dtype.epsilon(); // a product or two
            for (int i = 0; i < shapes.size(); i++) {
                double[] unit = new double[shapes.size()];
                unit[i] = 1;
                double tangent = Autodiff.jvp(loss, shapes, Tensor.of(shapes.type(), unit))
                        .tangent()
                        .item();
                double own = gradient.get(i).item();
                assertEquals(own, tangent, rounding * Math.abs(own));
            }
            assertSame(gradient, compile((Tensor a) -> grad(loss, a)).apply(shapes), rounding);
            // one by one, where each member draws the first number of the key; the second nests
            Tensor members = Tensor.stack(0, shapes, shapes.times(1.5));
            Tensor loop = Tensor.stack(0, grad(loss, shapes), grad(loss, shapes.times(1.5)));
            assertSame(loop, vmap((Tensor a) -> grad(loss, a)).apply(members), rounding);
            Tensor single = vmap((Tensor a) -> vmap((Tensor b) -> KEY.gamma(b)).apply(a))
                    .apply(members);
            for (int i = 0; i < members.size(); i++) {
                Tensor one = members.flatten().get(i);
                assertEquals(KEY.gamma(one).item(), single.flatten().get(i).item());
            }
            Tensor drawn = vmap((Tensor a) -> KEY.gamma(a)).apply(members);
            assertArrayEquals(
                    KEY.gamma(shapes.times(1.5)).toArray(), drawn.get(1).toArray());
        }
    }

    private static void assertSame(Tensor expected, Tensor actual, double rounding) {
        double[] e = expected.toArray();
        double[] a = actual.toArray();
        assertEquals(e.length, a.length);
        for (int i = 0; i < e.length; i++) {
            assertEquals(e[i], a[i], rounding * Math.abs(e[i]));
        }
    }

    @Test
    void secondDerivativesAreRefused() {
        Function<Tensor, Tensor> loss = a -> KEY.gamma(a).square().sum();
        var refusal = assertThrows(
                UnsupportedOperationException.class,
                () -> grad((Tensor a) -> grad(loss, a).sum(), SHAPES));
        assertTrue(refusal.getMessage().startsWith("numbers of a gamma law have first derivatives"));
        assertThrows(
                UnsupportedOperationException.class,
                () -> Autodiff.jvp((Tensor a) -> grad(loss, a).sum(), SHAPES, SHAPES));
        // with shapes held fixed the numbers are constants
        assertEquals(
                0,
                grad((Tensor a) -> KEY.gamma(a.stopGradient()).sum(), SHAPES)
                        .abs()
                        .max()
                        .item());
    }
}
