package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.operation.DiodeDischarge;
import org.palinode.examples.operation.LambertW;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;

/** The program of docs/guide/own-operation.md: an operation with a kernel of its own, and a field that uses it. */
class OwnOperationTest {
    /** W(1) is the omega constant, OEIS A030178; W(−1/e) = −1, W(e) = 1. */
    @Test
    void valuesAreThoseOfTheFunction() {
        Tensor x = Tensor.of(1, 0, Math.E, -1 / Math.E, -0.4, Double.NaN, Double.POSITIVE_INFINITY);
        Tensor w = LambertW.of(x);
        assertNumbers(w.slice(0, 0, 3), 1e-15, 0.5671432904097838, 0, 1);
        assertEquals(-1, w.get(3).item(), 1e-7); // the root of a rounding
        assertNumbers(w.slice(0, 4, 7), 0, Double.NaN, Double.NaN, Double.POSITIVE_INFINITY);
        Tensor many = RandomKey.of(1).uniform(TensorType.float64(1000), -0.36, 700);
        Tensor found = LambertW.of(many);
        assertClose(
                Tensor.ones(1000),
                found.times(found.exp()).dividedBy(many).concrete(),
                1e-12); // e^w takes the rounding of w ≤ 5
    }

    @Test
    void rulesAgreeWithDifferencesInBothOrders() {
        checkGradients(LambertW::of, Tensor.of(0.3, 1, 4, -0.2));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 33, 130})
    void compiledAndInBatchesItIsTheSame(int size) {
        Tensor x = RandomKey.of(2).uniform(TensorType.float64(3, size), 0, 5);
        assertClose(LambertW.of(x), compile(LambertW::of).apply(x), 0);
        assertClose(LambertW.of(x), vmap(LambertW::of, x), 0);
        Tensor single = LambertW.of(x.cast(DType.FLOAT32));
        assertEquals(DType.FLOAT32, single.dtype());
        assertClose(LambertW.of(x), single.cast(DType.FLOAT64), 1e-6);
    }

    @Test
    void theReversibleAdjointPassesThroughAFieldThatUsesIt() {
        for (Adjoint adjoint : List.of(new ReversibleAdjoint(), new DirectAdjoint())) {
            Tensor start = Tensor.of(2, 0.3, 7);
            var solved = valueAndGrad(
                    (Tensor v) -> new DiodeDischarge(adjoint).voltage(v, 1).sum(), start);
            var exact = valueAndGrad((Tensor v) -> DiodeDischarge.exact(v, 1).sum(), start);
            assertEquals(exact.value().item(), solved.value().item(), 1e-8); // a hundred tolerances
            assertClose(exact.gradient(), solved.gradient(), 1e-7);
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Tensor.apply(new LambertW(), Tensor.scalar(1), Tensor.scalar(2)))
                .getMessage();
        assertTrue(message.contains("needs one tensor, got 2"), message);
    }
}
