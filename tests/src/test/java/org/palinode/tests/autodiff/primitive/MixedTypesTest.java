package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.vjp;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** A float64 scalar among float32 tensors is rounded to their type; every other mixture is refused. */
class MixedTypesTest {
    private static final Tensor T = Tensor.of(0.1).reshape(Tensor.scalar(0).shape());
    private static final Tensor SINGLE = Tensor.float32(2, 4);

    private static final List<BinaryOperator<Tensor>> OPERATIONS = List.of(
            Tensor::plus,
            Tensor::minus,
            Tensor::times,
            Tensor::dividedBy,
            Tensor::power,
            Tensor::maximum,
            Tensor::less,
            (a, b) -> Tensor.where(a.greater(0), a, b));

    @Test
    void theResultIsFloat32OfTheRoundedScalar() {
        Tensor rounded = T.cast(DType.FLOAT32);
        for (BinaryOperator<Tensor> each : OPERATIONS) {
            for (Tensor result : List.of(
                    each.apply(T, SINGLE),
                    compile((List<Tensor> x) -> each.apply(x.get(0), x.get(1))).apply(List.of(T, SINGLE)))) {
                assertEquals(TensorType.float32(2), result.type());
                assertNumbers(result, 0, each.apply(rounded, SINGLE).toArray());
            }
            assertNumbers(each.apply(SINGLE, T), 0, each.apply(SINGLE, rounded).toArray());
        }
        assertEquals(TensorType.float32(), T.plus(SINGLE.get(0)).type());
        assertEquals(TensorType.float64(), T.plus(T).type());
    }

    @Test
    void partsOfOneNumberAreJoinedToFloat32() {
        assertNumbers(Tensor.concatenate(0, SINGLE, T.reshape(1)), 0, 2, 4, 0.1f);
        assertNumbers(Tensor.stack(SINGLE.get(0), T, SINGLE.get(1)), 0, 2, 0.1f, 4);
        assertEquals(
                TensorType.float32(3),
                Tensor.concatenate(0, T.reshape(1), SINGLE).type());
    }

    /** Each input keeps its type in its cotangent. */
    @Test
    void derivativesKeepTheTypesOfTheirInputs() {
        Function<List<Tensor>, Tensor> product =
                x -> x.get(0).cos().times(x.get(1)).sum();
        List<Tensor> x = List.of(T, SINGLE);
        List<Tensor> bars = vjp(product, x).pullBack(Tensor.float32(1).get(0));
        assertEquals(TensorType.float64(), bars.get(0).type());
        assertEquals(-6 * Math.sin(0.1), bars.get(0).item(), 6e-7);
        assertNumbers(bars.get(1), 0, (float) Math.cos(0.1), (float) Math.cos(0.1));
        Tensor moved =
                jvp(product, x, List.of(Tensor.scalar(2), SINGLE.zerosLike())).tangent();
        assertEquals(TensorType.float32(), moved.type());
        assertEquals(-12 * Math.sin(0.1), moved.item(), 1e-6);
    }

    @Test
    void scalarsOfABatchAreRoundedToo() {
        BatchTrace batch = new BatchTrace(3);
        Tensor each = batch.variable(Tensor.of(1, 2, 3));
        Tensor all = batch.values(each.times(SINGLE));
        assertEquals(TensorType.float32(3, 2), all.type());
        assertNumbers(all, 0, 2, 4, 4, 8, 6, 12);
    }

    @Test
    void everyOtherMixtureIsRefused() {
        for (BinaryOperator<Tensor> each : OPERATIONS) {
            for (Tensor wide : List.of(Tensor.of(1), Tensor.of(1, 2), Tensor.zeros(2, 2))) {
                assertThrows(IllegalArgumentException.class, () -> each.apply(wide, SINGLE));
            }
            assertThrows(IllegalArgumentException.class, () -> each.apply(SINGLE.get(0), Tensor.of(1, 2)));
        }
        assertThrows(IllegalArgumentException.class, () -> Tensor.concatenate(0, SINGLE, Tensor.of(1, 2)));
        String text = assertThrows(
                        IllegalArgumentException.class, () -> Tensor.of(1, 2).plus(SINGLE))
                .getMessage();
        assertEquals(
                "add needs one type of number, got f64[2] and f32[2]; cast one of them, for instance by a.cast(b.dtype());"
                        + " only a float64 scalar [] is rounded to float32 by itself",
                text);
    }
}
