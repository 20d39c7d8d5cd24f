package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.decomposition.LinearAlgebra;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/** Refusals begin with the method that was called, though it is made of others. */
class CallersTest {
    private static final Tensor WIDE = Tensor.zeros(2, 3);
    private static final Tensor X = Tensor.of(1, 2, 3);
    private static final Tensor TRIANGLE = Tensor.of(new double[][] {{1, 0}, {0, 0}});

    private static Arguments call(String text, Supplier<Object> call) {
        return Arguments.of(text, call);
    }

    static Stream<Arguments> calls() {
        Tensor two = Tensor.ones(2);
        Indices far = Indices.of(Tensor.of(0, 5));
        return Stream.of(
                call("det needs square matrices [..., n, n], got f64[2, 3]", () -> LinearAlgebra.det(WIDE)),
                call("det needs tensors", () -> LinearAlgebra.det(null)),
                call("slogdet needs square matrices", () -> LinearAlgebra.slogdet(WIDE)),
                call("inverse needs square matrices", () -> LinearAlgebra.inverse(WIDE)),
                call("solve or inverse met a singular matrix", () -> LinearAlgebra.inverse(TRIANGLE)),
                call("solve or inverse met a singular matrix", () -> TRIANGLE.solve(two)),
                call("solveLower needs square matrices", () -> LinearAlgebra.solveLower(WIDE, two)),
                call("solveUpper needs right sides [..., n, k]", () -> LinearAlgebra.solveUpper(TRIANGLE, X)),
                call("solveLower met a singular matrix", () -> LinearAlgebra.solveLower(TRIANGLE, two)),
                call("solveUpper met a singular matrix", () -> LinearAlgebra.solveUpper(TRIANGLE, two)),
                call("solveLower needs tensors", () -> LinearAlgebra.solveLower(null, two)),
                call("lstsq needs right sides [..., m, k]", () -> LinearAlgebra.lstsq(WIDE, X)),
                call("lstsq needs right sides", () -> LinearAlgebra.lstsq(WIDE.transpose(), two)),
                call("lstsq needs right sides", () -> LinearAlgebra.lstsq(WIDE, two.cast(DType.FLOAT32))),
                call("scatterAdd at positions f64[2] along axis 0", () -> X.scatterAdd(0, Indices.of(0, 1), X)),
                call("scatterAdd along axis 0 of f64[3]", () -> X.scatterAdd(0, far, two)),
                call("scatterAdd needs parts", () -> X.scatterAdd(0, far, null)),
                call("take along axis 0 of f64[3]", () -> X.take(0, far)),
                call("takeAlong along axis 0 of f64[3]", () -> X.takeAlong(0, far)),
                call(
                        "takeAlong along axis 0 of f64[3]",
                        () -> Autodiff.grad((Tensor x) -> x.takeAlong(0, far).sum(), X)),
                call(
                        "searchSorted needs numbers that do not fall",
                        () -> Tensor.of(2, 1).searchSorted(X)),
                call("interp needs numbers that do not fall", () -> X.interp(Tensor.of(2, 1), two)),
                call("interp needs numbers that do not fall", () -> X.interp(Tensor.of(Double.NaN), Tensor.ones(1))),
                call("interp needs places, knots and values of one type", () -> X.interp(two.cast(DType.FLOAT32), two)),
                call("interp needs places", () -> X.interp(Tensor.of(1, 2), two.cast(DType.FLOAT32))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void refusalsNameWhatWasCalled(String text, Supplier<Object> call) {
        var refusal = assertThrows(RuntimeException.class, call::get);
        assertTrue(refusal.getMessage().startsWith(text), refusal.getMessage());
    }
}
