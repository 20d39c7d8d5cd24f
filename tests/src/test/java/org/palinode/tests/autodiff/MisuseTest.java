package org.palinode.tests.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.customVjp;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jacobianReverse;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.tests.autodiff.support.Close.assertClose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.linear.Factors;
import org.palinode.autodiff.linear.MatrixStructure;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** Arguments that mean nothing are refused by what they are, before something inside fails. */
class MisuseTest {
    private static final Tensor X = Tensor.of(1, 2);
    private static final RandomKey KEY = RandomKey.of(1);
    private static final Factors IDENTITY = Factors.of(MatrixStructure.dense(), Tensor.eye(2));

    private static Arguments refused(Executable call, String text) {
        return Arguments.of(text, call);
    }

    static Stream<Arguments> numbersOutOfRange() {
        return Stream.of(
                refused(() -> Tensor.arange(-1), "arange makes 0 or more numbers, asked for -1"),
                refused(() -> Tensor.linspace(0, 1, -1), "linspace makes 0 or more numbers, asked for -1"),
                refused(
                        () -> Tensor.arange(Integer.MAX_VALUE),
                        "one tensor holds at most 2 GiB, f64[2147483647] needs 17179869176 bytes"),
                refused(
                        () -> Tensor.eye(40_000),
                        "one tensor holds at most 2 GiB, f64[40000, 40000] needs 12800000000 bytes"),
                refused(() -> Tensor.eye(1 << 16), "a tensor holds at most 2^31 - 1 numbers, [65536, 65536] is more"),
                refused(
                        () -> KEY.normal(1 << 15, 1 << 15),
                        "one tensor holds at most 2 GiB, f64[32768, 32768] needs 8589934592 bytes"),
                refused(
                        () -> KEY.uniform(TensorType.float64(2), Double.NaN, 1),
                        "uniform numbers need finite bounds, got NaN and 1.0"),
                refused(
                        () -> Mlp.random(KEY, Activation.TANH, 2, 0, 1),
                        "the layers of an MLP need widths of at least 1, got 0 at place 1 of [2, 0, 1]"),
                refused(
                        () -> Linear.random(KEY, X.dtype(), 0, 1),
                        "a linear layer needs at least 1 input and 1 output, got 0 and 1"),
                refused(
                        () -> Tensor.ones(2, 3).transpose(new int[0]),
                        "transpose of [2, 3] needs each of its axes once, got []"),
                refused(
                        () -> Tensor.of(Nd4j.empty()),
                        "an empty ND4J array without axes holds no number, which no tensor [] can be; Tensor.zeros(0) has none"),
                refused(() -> MatrixStructure.dense().compress(X), "a matrix [n, n] is compressed, got f64[2]"),
                refused(
                        () -> IDENTITY.solve(Tensor.of(1)),
                        "a matrix [2, 2] needs right sides [2] or, one by one, [k, 2], got f64[1]"),
                refused(
                        () -> IDENTITY.solveTransposed(Tensor.ones(2, 3)),
                        "a matrix [2, 2] needs right sides [2] or, one by one, [k, 2], got f64[2, 3]"),
                refused(
                        () -> IDENTITY.attempt(Tensor.ones(4)),
                        "a matrix [2, 2] needs right sides [2] or, one by one, [k, 2], got f64[4]"),
                refused(() -> Tensor.apply(Primitives.WHERE, X), "where takes 3 inputs, got 1"));
    }

    static Stream<Arguments> nothing() {
        return Stream.of(
                refused(() -> X.plus((Tensor) null), "add needs tensors, input 1 is null"),
                refused(() -> Tensor.where(null, X, X), "where needs tensors, input 0 is null"),
                refused(() -> X.matmul(null), "matmul needs two tensors, the second is null"),
                refused(() -> X.dot(null), "dot needs two tensors, the second is null"),
                refused(() -> X.solve(null), "solve needs two tensors, the second is null"),
                refused(() -> Tensor.concatenate(0, X, null), "concatenate needs tensors, part 1 is null"),
                refused(() -> Tensor.stack(0, Arrays.asList(null, X)), "stack needs tensors, part 0 is null"),
                refused(() -> Tensor.of((double[]) null), "Tensor.of needs numbers, got null"),
                refused(() -> Tensor.of((INDArray) null), "Tensor.of needs an ND4J array, got null"),
                refused(() -> Tensor.of(new double[][] {{1}, null}), "row 1 of a matrix is null"),
                refused(() -> X.cast(null), "cast needs a type of number, got null"),
                refused(() -> X.reshape((Shape) null), "reshape needs a shape, got null"),
                refused(() -> grad(null), "grad needs a function, got null"),
                refused(() -> valueAndGrad(null), "valueAndGrad needs a function, got null"),
                refused(() -> hessian(null, X), "hessian needs a function, got null"),
                refused(() -> hvp(null, X, X), "hvp needs a function, got null"),
                refused(() -> jacobianReverse(null, X), "jacobianReverse needs a function, got null"),
                refused(() -> Factors.of(null, X), "factors need the structure of their matrix, got null"),
                refused(() -> IDENTITY.solve(null), "solve needs right sides [n] or [k, n], got null"),
                refused(
                        () -> customVjp((Tensor x) -> x, null),
                        "customVjp needs a rule (x, value, cotangent) -> cotangent of x, got null"),
                refused(
                        () -> new Linear(null, X),
                        "a linear layer needs weight [in, out] and bias [out], got no weight"),
                refused(
                        () -> Mlp.random(KEY, null, 2, 1),
                        "an MLP needs an activation, got null; Activation.IDENTITY does nothing"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("numbersOutOfRange")
    void numbersOutOfRangeAreRefused(String text, Executable call) {
        assertEquals(text, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("nothing")
    void nullIsRefusedByWhatItShouldBe(String text, Executable call) {
        assertEquals(text, assertThrows(NullPointerException.class, call).getMessage());
    }

    @Test
    void treesThatContainThemselvesAreRefused() {
        List<Object> list = new ArrayList<>(List.of(X));
        list.add(List.of(list));
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        Object[] array = {X, null};
        array[1] = array;
        Map<Object, String> cases = Map.of(
                new Object[] {list},
                "a tree contains itself: the ArrayList at [0][1][0] is also around it",
                new Object[] {map},
                "a tree contains itself: the HashMap at [0][self] is also around it",
                array,
                "a tree contains itself: the Object[] at [1] is also around it");
        cases.forEach((tree, text) -> assertEquals(
                text,
                assertThrows(IllegalArgumentException.class, () -> Tree.flatten(tree))
                        .getMessage()));
        assertEquals(2, Tree.flatten(List.of(List.of(X), List.of(X))).leaves().size(), "twice is not inside");
    }

    @Test
    void treesOfALimitedDepthAreTaken() {
        Object deep = X;
        for (int i = 0; i < 500; i++) {
            deep = List.of(deep);
        }
        Object taken = deep;
        assertEquals(1, Tree.flatten(taken).leaves().size());
        String text = assertThrows(IllegalArgumentException.class, () -> Tree.flatten(List.of(taken)))
                .getMessage();
        assertTrue(text.startsWith("a tree is nested at most 500 deep, this one is deeper at [0][0]"), text);
    }

    /** As wide as integers are: the same matrix as a dense one. */
    @Test
    void bandsWiderThanAMatrixAreCutToIt() {
        Tensor matrix = KEY.normal(5, 5).plus(Tensor.eye(5).times(6));
        Tensor right = KEY.fold(1).normal(5);
        for (MatrixStructure band : List.of(
                MatrixStructure.banded(Integer.MAX_VALUE, Integer.MAX_VALUE),
                MatrixStructure.banded(4, Integer.MAX_VALUE),
                MatrixStructure.banded(1 << 30, 7))) {
            Factors factors = Factors.of(band, band.compress(matrix));
            assertClose(matrix.solve(right), factors.solve(right), 1e-14);
            assertClose(matrix.transpose().solve(right), factors.solveTransposed(right), 1e-14);
        }
    }

    @Test
    void aFunctionOfNumbersCannotBeTracedAndTheTextSaysWhatCan() {
        var arctangent = customVjp(
                (Tensor x) -> Tensor.scalar(Math.atan(x.item())),
                (x, y, bar) -> bar.dividedBy(x.square().plus(1)));
        String text = assertThrows(IllegalStateException.class, () -> arctangent.apply(Tensor.scalar(1)))
                .getMessage();
        assertTrue(
                text.contains(
                        "write a function of numbers, such as Math::atan, in tensor operations, or as a Primitive of your own"),
                text);
    }
}
