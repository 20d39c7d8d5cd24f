package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Window;

/** Convolutions at the sizes of images against plain loops, and formulas that do not fit. Figures are in ArrayFiguresTest. */
class ConvolutionTest {
    @ParameterizedTest
    @CsvSource({"1,1,8,1", "3,4,8,5", "2,3,28,3", "5,1,33,7", "1,8,65,2", "70,1,8,3"})
    void imagesAreConvolvedAsByPlainLoops(int n, int channels, int length, int size) {
        Tensor x = RandomKey.of(1).normal(n, channels, length, length);
        Tensor kernels = RandomKey.of(2).normal(3, channels, size, size);
        double[] expected = loops(x, kernels, length - size + 1);
        assertArrayEquals(expected, x.conv2d(kernels).toArray(), 1e-11); // sums of up to 200 products of size 1
        Tensor compiled =
                Autodiff.compile((Tensor image) -> image.conv2d(kernels)).apply(x);
        assertArrayEquals(expected, compiled.toArray(), 1e-11);
    }

    @Test
    void stridesLeaveOutPlaces() {
        Tensor x = RandomKey.of(1).normal(20, 2, 9, 9);
        Tensor kernels = RandomKey.of(2).normal(3, 2, 3, 3);
        double[] all = loops(x, kernels, 7);
        double[] found = x.conv2d(kernels, Window.of(3, 3).strides(2)).toArray();
        for (int i = 0; i < found.length; i++) {
            int place = i / 16 * 49 + i / 4 % 4 * 14 + i % 4 * 2;
            assertEquals(all[place], found[i], 1e-13, "place " + i); // a sum of 18 products of size 1
        }
    }

    /** Σ y · conv(x, k) is linear in each: its gradients at one x and k times others are its values there. */
    @ParameterizedTest
    @CsvSource({"1,8,8,1", "67,1,8,1", "64,8,9,2", "19,3,28,1", "130,2,5,3"})
    void gradientsAreThoseOfALinearForm(int n, int channels, int length, int stride) {
        for (DType dtype : DType.values()) {
            Window window = Window.of(3, 3).strides(stride);
            List<Tensor> at =
                    List.of(normal(1, dtype, n, channels, length, length), normal(2, dtype, 5, channels, 3, 3));
            List<Tensor> others =
                    List.of(normal(3, dtype, n, channels, length, length), normal(4, dtype, 5, channels, 3, 3));
            Tensor y =
                    normal(5, dtype, at.get(0).conv2d(at.get(1), window).shape().dims());
            UnaryOperator<List<Tensor>> gradient = Autodiff.grad((List<Tensor> in) ->
                    in.get(0).conv2d(in.get(1), window).times(y).sum());
            List<Tensor> found = gradient.apply(at);
            double[] sums = {
                value(others.get(0).conv2d(at.get(1), window), y),
                value(at.get(0).conv2d(others.get(1), window), y)
            };
            double size = Math.sqrt(y.size() * 9.0 * channels); // of a sum of so many products of size 1
            double tolerance = size * (dtype == DType.FLOAT64 ? 1e-13 : 1e-4);
            for (int i = 0; i < sums.length; i++) {
                assertEquals(sums[i], value(found.get(i), others.get(i)), tolerance, dtype + " " + i);
            }
        }
    }

    private static Tensor normal(int seed, DType dtype, int... dims) {
        return RandomKey.of(seed).normal(dims).cast(dtype);
    }

    private static double value(Tensor a, Tensor b) {
        return a.cast(DType.FLOAT64).times(b.cast(DType.FLOAT64)).sum().item();
    }

    private static double[] loops(Tensor x, Tensor kernels, int places) {
        int channels = x.shape().dim(1);
        int length = x.shape().dim(2);
        int size = kernels.shape().dim(2);
        double[] image = x.toArray();
        double[] kernel = kernels.toArray();
        double[] result = new double[x.shape().dim(0) * 3 * places * places];
        for (int at = 0; at < result.length; at++) {
            int column = at % places;
            int row = at / places % places;
            int output = at / (places * places) % 3;
            int one = at / (places * places * 3);
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < size * size; i++) {
                    int place = ((one * channels + c) * length + row + i / size) * length + column + i % size;
                    result[at] += image[place] * kernel[(output * channels + c) * size * size + i];
                }
            }
        }
        return result;
    }

    @Test
    void aWindowLargerThanTheSignalIsRefused() {
        Tensor signals = Tensor.ones(2, 1, 4);
        Tensor kernels = Tensor.ones(3, 1, 5);
        refused(
                () -> signals.conv1d(kernels),
                "a window of [5] with dilation [1] spans 5 numbers along axis 0 of those that it moves over, got 4 with"
                        + " padding [0]; make the window smaller, or the padding larger");
        refused(() -> signals.conv1d(kernels, Window.of(5).strides(3)), "spans 5 numbers along axis 0");
        Window wide = Window.of(5).dilation(2).padding(2);
        refused(() -> signals.conv1d(kernels, wide), "spans 9 numbers along axis 0 of those that it moves over, got 8");
        refused(() -> Tensor.ones(2, 5, 2).maxPool(Window.of(3, 3).strides(3)), "spans 3 numbers along axis 1");
        refused(() -> Tensor.ones(2, 1).meanPool(Window.of(4).padding(1)), "got 3 with padding [1]");
        refused(
                () -> compile((Tensor x) -> x.conv1d(kernels).mean()).apply(signals),
                "a window of [5] with dilation [1] spans 5 numbers");
        assertEquals(
                Shape.of(2, 3, 1),
                signals.conv1d(kernels, Window.of(5).strides(3).padding(1)).shape());
        assertEquals(
                Shape.of(0, 3, 2),
                Tensor.ones(0, 1, 4).conv1d(Tensor.ones(3, 1, 3)).shape());
    }

    @Test
    void whatDoesNotFitIsNamed() {
        refused(() -> Tensor.ones(2, 2, 9).conv1d(Tensor.ones(3, 1, 4)), "conv1d needs x [n, channels, ...]");
        refused(() -> Tensor.ones(2, 9).conv2d(Tensor.ones(3, 1, 4, 4)), "conv2d needs x");
        refused(() -> Tensor.ones(9, 9).maxPool(Window.of(2, 2).padding(1)), "maxPool takes no padding");
        refused(() -> Window.of(2, 2).strides(1, 2, 3), "for strides as many numbers from 1 on, got [1, 2, 3]");
        refused(Window::of, "a window needs a size for one axis or more");
        refused(() -> Tensor.einsum("ij,jk->ik", Tensor.ones(2, 3)), "needs letters for each of its 1 tensors");
        refused(() -> Tensor.einsum("ij->k", Tensor.ones(2, 3)), "has k in the result only");
        refused(() -> Tensor.einsum("ij->ii", Tensor.ones(2, 3)), "a letter twice in the result");
        refused(() -> Tensor.einsum("ij,jk->ik", Tensor.ones(2, 3), Tensor.ones(4, 2)), "gives j the lengths [3, 4]");
        refused(() -> Tensor.einsum("ijk->i", Tensor.ones(2, 3)), "has \"ijk\" for f64[2, 3]");
    }

    private static void refused(Runnable call, String text) {
        String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
        assertTrue(message.contains(text), message);
    }
}
