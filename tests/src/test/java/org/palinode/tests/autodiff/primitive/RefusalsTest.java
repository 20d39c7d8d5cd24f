package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;

/** Shapes and types that do not fit are refused with both in the text, on concrete tensors and while a program is traced. */
class RefusalsTest {
    @FunctionalInterface
    interface Operation {
        Tensor apply(Tensor a, Tensor b);
    }

    private static final Tensor MATRIX = Tensor.zeros(2, 3).plus(Tensor.arange(3));
    private static final Tensor SINGLE = MATRIX.cast(DType.FLOAT32);

    private static Arguments refused(String name, Operation operation, Tensor a, Tensor b, String... parts) {
        return Arguments.of(Named.of(name, operation), a, b, List.of(parts));
    }

    static Stream<Arguments> refused() {
        Tensor four = Tensor.arange(4);
        return Stream.of(
                refused("plus", Tensor::plus, MATRIX, four, "add", "[2, 3]", "[4]", "reshape or transpose"),
                refused("plus of types", Tensor::plus, MATRIX, SINGLE, "add", "f64[2, 3]", "f32[2, 3]", "cast"),
                refused("power", Tensor::power, MATRIX, four, "power", "[2, 3]", "[4]"),
                refused("maximum of types", Tensor::maximum, SINGLE, MATRIX, "maximum", "f64[2, 3]", "f32[2, 3]"),
                refused("where", (a, b) -> Tensor.where(a, a, b), MATRIX, four, "where", "[2, 3]", "[4]"),
                refused(
                        "where of types",
                        (a, b) -> Tensor.where(a, a, b),
                        MATRIX,
                        SINGLE,
                        "where",
                        "f64[2, 3]",
                        "f32[2, 3]"),
                refused("matmul", Tensor::matmul, MATRIX, MATRIX, "matmul", "f64[2, 3]", "transpose"),
                refused(
                        "matmul of types",
                        Tensor::matmul,
                        MATRIX,
                        SINGLE.transpose(),
                        "matmul",
                        "f64[2, 3]",
                        "f32[3, 2]",
                        "cast"),
                refused("matmul with vector", Tensor::matmul, MATRIX, four, "matmul", "f64[2, 3]", "f64[4]"),
                refused(
                        "matmul with scalar",
                        Tensor::matmul,
                        MATRIX,
                        Tensor.of(Shape.scalar(), 2),
                        "matmul",
                        "f64[2, 3]",
                        "f64[]",
                        "times"),
                refused(
                        "matmul of batches",
                        Tensor::matmul,
                        Tensor.zeros(2, 3, 4),
                        Tensor.zeros(5, 4, 3),
                        "matmul",
                        "[2]",
                        "[5]"),
                refused("sumTo", (a, b) -> a.sumTo(b.shape()), MATRIX, four, "sum", "f64[2, 3]", "[4]", "sum(axis)"),
                refused("sumTo of fewer", (a, b) -> a.sumTo(Shape.of(2)), MATRIX, four, "sum", "f64[2, 3]", "[2]"),
                refused("sumTo of more axes", (a, b) -> b.sumTo(a.shape()), MATRIX, four, "sum", "f64[4]", "[2, 3]"),
                refused("stack along 9", (a, b) -> Tensor.stack(9, a, a), MATRIX, four, "[2, 3]", "9", "-3 to 2"),
                refused("stack along -4", (a, b) -> Tensor.stack(-4, a, a), MATRIX, four, "[2, 3]", "-4", "-3 to 2"),
                refused("dot", Tensor::dot, MATRIX, four, "dot", "f64[2, 3]", "f64[4]"),
                refused("solve", Tensor::solve, MATRIX, four, "solve", "f64[2, 3]", "f64[4, 1]"),
                refused("solve of types", Tensor::solve, Tensor.eye(2), SINGLE, "solve", "f64[2, 2]", "f32[2, 3]"),
                refused(
                        "concatenate",
                        (a, b) -> Tensor.concatenate(0, a, b),
                        MATRIX,
                        Tensor.zeros(2, 4),
                        "concatenate",
                        "f64[2, 3]",
                        "f64[2, 4]"),
                refused(
                        "concatenate of types",
                        (a, b) -> Tensor.concatenate(0, a, b),
                        MATRIX,
                        SINGLE,
                        "f64[2, 3]",
                        "f32[2, 3]"),
                refused(
                        "stack",
                        (a, b) -> Tensor.stack(a, b),
                        MATRIX,
                        Tensor.zeros(3, 2),
                        "f64[1, 2, 3]",
                        "f64[1, 3, 2]"),
                refused(
                        "reshape",
                        (a, b) -> a.reshape(4, 2),
                        MATRIX,
                        four,
                        "f64[2, 3]",
                        "[4, 2]",
                        "6 numbers are not 8"),
                refused("broadcastTo", (a, b) -> a.broadcastTo(3, 2), MATRIX, four, "f64[2, 3]", "[3, 2]"),
                refused("transpose", (a, b) -> a.transpose(0, 0), MATRIX, four, "[2, 3]", "[0, 0]"),
                refused("slice", (a, b) -> a.slice(1, 2, 5), MATRIX, four, "[2, 3]", "2 to 5"),
                refused("get", (a, b) -> a.get(0, 0, 0), MATRIX, four, "f64[2, 3]", "3 positions"),
                refused("max of nothing", (a, b) -> a.slice(1, 0, 0).max(1), MATRIX, four, "axis 1", "[2, 0]"),
                refused(
                        "place",
                        (a, b) -> Tensor.apply(Primitives.place(0, 2, 9), b),
                        MATRIX,
                        four,
                        "f64[2]",
                        "f64[4]",
                        "[9]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesWithBothInTheText(Operation operation, Tensor a, Tensor b, List<String> parts) {
        requireParts(parts, assertThrows(IllegalArgumentException.class, () -> operation.apply(a, b)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesAsEarlyAsWhenAProgramIsTraced(Operation operation, Tensor a, Tensor b, List<String> parts) {
        List<TensorType> types = List.of(a.type(), b.type());
        requireParts(
                parts,
                assertThrows(
                        IllegalArgumentException.class,
                        () -> Program.trace(types, in -> List.of(operation.apply(in.get(0), in.get(1))))));
    }

    private static void requireParts(List<String> parts, Exception refusal) {
        for (String part : parts) {
            assertTrue(refusal.getMessage().contains(part), part + " is not in: " + refusal.getMessage());
        }
    }
}
