package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.PrimitiveCases;
import org.palinode.autodiff.tensor.Tensor;

/** numpy's rules of broadcasting, for elementwise operations and matrix products. */
class BroadcastingTest {
    private static Shape shape(String dims) {
        String[] parts = dims.isBlank() ? new String[0] : dims.split(" ");
        int[] numbers = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            numbers[i] = Integer.parseInt(parts[i]);
        }
        return Shape.of(numbers);
    }

    private static Tensor counted(Shape shape) {
        return Tensor.arange(shape.size()).reshape(shape);
    }

    /** Cases of numpy's manual (user/basics.broadcasting), and axes of length 0. */
    @ParameterizedTest
    @CsvSource({
        "256 256 3, 3, 256 256 3",
        "8 1 6 1, 7 1 5, 8 7 6 5",
        "5 4, 1, 5 4",
        "5 4, 4, 5 4",
        "15 3 5, 15 1 5, 15 3 5",
        "15 3 5, 3 5, 15 3 5",
        "15 3 5, 3 1, 15 3 5",
        "'', 2 3, 2 3",
        "0 3, 3, 0 3",
        "0 1, 1 4, 0 4",
        "1, 1 1 1, 1 1 1"
    })
    void shapesMeetAsInNumpy(String a, String b, String expected) {
        assertEquals(shape(expected), counted(shape(a)).plus(counted(shape(b))).shape());
        assertEquals(shape(expected), counted(shape(b)).times(counted(shape(a))).shape());
    }

    @ParameterizedTest
    @CsvSource({"3, 4", "2 1, 8 4 3", "2 3, 3 2", "0, 2"})
    void shapesThatDoNotMeetAreRefusedWithBoth(String a, String b) {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> counted(shape(a)).plus(counted(shape(b))));
        assertEquals(true, refusal.getMessage().contains(shape(a).toString()), refusal.getMessage());
        assertEquals(true, refusal.getMessage().contains(shape(b).toString()), refusal.getMessage());
    }

    @Test
    void valuesAreThoseOfTheStretchedTensors() {
        Tensor column = Tensor.of(10, 20).reshape(2, 1);
        Tensor row = Tensor.of(1, 2, 3);
        assertNumbers(column.plus(row), 0, 11, 12, 13, 21, 22, 23);
        assertNumbers(row.minus(column), 0, -9, -8, -7, -19, -18, -17);
        assertNumbers(Tensor.where(row.greater(1), column, Tensor.scalar(0)), 0, 0, 10, 10, 0, 20, 20);
    }

    @Test
    void gradientsAreSummedOverStretchedAxes() {
        Tensor wide = PrimitiveCases.signed(1, 4, 2, 3);
        assertClose(wide.sum(0).sum(0), grad((Tensor x) -> x.times(wide).sum()).apply(Tensor.ones(3)), 1e-14);
        assertClose(
                wide.sum(0).sum(1).reshape(2, 1),
                grad((Tensor x) -> x.times(wide).sum()).apply(Tensor.ones(2, 1)),
                1e-14);
        assertClose(wide.sum(), grad((Tensor x) -> x.times(wide).sum()).apply(Tensor.scalar(1)), 1e-14);
    }

    @ParameterizedTest
    @CsvSource({
        "3, 3, ''",
        "3, 3 4, 4",
        "2 3, 3, 2",
        "2 3, 3 4, 2 4",
        "5 2 3, 3 4, 5 2 4",
        "5 2 3, 3, 5 2",
        "3, 5 3 4, 5 4",
        "2 3, 5 3 4, 5 2 4",
        "5 1 2 3, 6 3 4, 5 6 2 4",
        "2 0, 0 3, 2 3"
    })
    void matrixProductsMeetAsInNumpy(String a, String b, String expected) {
        Tensor left = counted(shape(a));
        Tensor right = counted(shape(b));
        Tensor product = left.matmul(right);
        assertEquals(shape(expected), product.shape());
        if (product.rank() == 0) {
            assertEquals(left.dot(right).item(), product.item());
        }
    }

    @Test
    void batchesOfProductsAreTheirProducts() {
        Tensor a = PrimitiveCases.signed(1, 5, 1, 2, 3);
        Tensor b = PrimitiveCases.signed(2, 6, 3, 4);
        Tensor all = a.matmul(b);
        for (int[] at : List.of(new int[] {0, 0}, new int[] {4, 5}, new int[] {2, 3})) {
            assertClose(a.get(at[0], 0).matmul(b.get(at[1])), all.get(at), 1e-15);
        }
    }
}
