package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Sums of products become products of matrices, with no large tensor on the way. Figures are in ArrayFiguresTest. */
class EinsumTest {
    private static final int N = 100;

    @Test
    void chainsAreMultipliedFromTheirSmallEnd() {
        requirePlan("ij,jk,kl,l->i", 3, N, shape(2), shape(2), shape(2), shape(1));
        requirePlan("i,ij,jk,kl->l", 3, N, shape(1), shape(2), shape(2), shape(2));
        requirePlan("ij,kl,j,l->ik", 3, N * N, shape(2), shape(2), shape(1), shape(1));
    }

    @Test
    void whatNoOtherTensorHasIsSummedFirst() {
        requirePlan("i,j,k->", 2, 1, shape(1), shape(1), shape(1));
        requirePlan("ij,kl->i", 1, N, shape(2), shape(2));
    }

    @Test
    void batchesAreOneProductOfMatrices() {
        requirePlan("bqd,bkd->bqk", 1, 8 * N * N, Shape.of(8, N, 5), Shape.of(8, N, 5));
        requirePlan("...qd,...kd->...qk", 1, 2 * 4 * N * N, Shape.of(2, 4, N, 5), Shape.of(2, 4, N, 5));
    }

    /** [100] or [100, 100]. */
    private static Shape shape(int rank) {
        int[] dims = new int[rank];
        Arrays.fill(dims, N);
        return Shape.of(dims);
    }

    /** So many products of matrices, and no value of more numbers than {@code largest}. */
    private static void requirePlan(String formula, int products, int largest, Shape... shapes) {
        List<TensorType> types = Arrays.stream(shapes)
                .map(shape -> TensorType.float64(shape.dims()))
                .toList();
        Program program = Program.traceClosed(types, in -> List.of(Tensor.einsum(formula, in.toArray(Tensor[]::new))));
        long found = program.equations().stream()
                .filter(equation -> equation.primitive().name().startsWith("matmul"))
                .count();
        assertEquals(products, found, program.toString());
        program.equations().stream()
                .filter(equation -> !List.of("reshape", "transpose")
                        .contains(equation.primitive().name()))
                .forEach(
                        equation -> assertTrue(equation.outputs().get(0).type().size() <= largest, program.toString()));
    }

    @Test
    void dotsThatDoNotFitAreNamed() {
        Tensor a = Tensor.ones(2, 3);
        refused("has ... for 1 axes, and the result has none; write ... there too", "...i->i", a);
        refused("gives ... the lengths [2, 3]", "...i,...i->...", a, Tensor.ones(3, 3));
        refused("has \"...ijk\" for f64[2, 3]", "...ijk->i", a);
        refused("needs letters for each of its 1 tensors", "..i->i", a);
        refused("needs letters for each of its 1 tensors", "...i...->...", a);
        assertEquals(Shape.of(2, 3), Tensor.einsum("...ij->...ij", a).shape());
        assertEquals(
                Shape.of(0, 2),
                Tensor.einsum("...i,...i->...i", Tensor.ones(1, 2), Tensor.ones(0, 2))
                        .shape());
    }

    @Test
    void axesWithoutNumbersGiveNone() {
        assertEquals(
                Shape.of(0, 2),
                Tensor.einsum("ij,jk->ik", Tensor.ones(0, 3), Tensor.ones(3, 2)).shape());
        assertEquals(
                0,
                Tensor.einsum("ij,jk->", Tensor.ones(2, 0), Tensor.ones(0, 3)).item());
    }

    private static void refused(String text, String formula, Tensor... tensors) {
        String message = assertThrows(IllegalArgumentException.class, () -> Tensor.einsum(formula, tensors))
                .getMessage();
        assertTrue(message.contains(text), message);
    }
}
