package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.CompareAdjoints.compareAdjoints;

import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** Losses of which a table of adjoints would say something wrong. */
class ComparedLossTest {
    private static final SolveOptions OPTIONS = SolveOptions.standard().dt0(0.1);

    private static Tensor end(Inputs in, SolveOptions options) {
        return Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options).y1();
    }

    private static String refusal(BiFunction<Inputs, Adjoint, Tensor> loss, Adjoint... adjoints) {
        return assertThrows(IllegalArgumentException.class, () -> compareAdjoints(loss, Sample.AT, List.of(adjoints)))
                .getMessage();
    }

    @Test
    void aLossThatIgnoresItsAdjointIsRefused() {
        assertEquals(
                "the loss did not use the adjoint it was given: a solve is under RecursiveCheckpointAdjoint[as many states as"
                        + " suit maxSteps] in place of " + new DirectAdjoint()
                        + "; pass options.adjoint(adjoint) to it",
                refusal((in, adjoint) -> end(in, OPTIONS).sum(), new DirectAdjoint()));
        assertTrue(
                refusal(
                                (in, adjoint) -> end(in, OPTIONS).sum(),
                                new RecursiveCheckpointAdjoint(),
                                new RecursiveCheckpointAdjoint(4))
                        .startsWith("the loss did not use the adjoint it was given"),
                "the first is the one of the loss, the second is not");
        BiFunction<Inputs, Adjoint, Tensor> half = (in, adjoint) ->
                end(in, OPTIONS).times(end(in, OPTIONS.adjoint(adjoint))).sum();
        assertTrue(refusal(half, new DirectAdjoint()).startsWith("the loss did not use the adjoint it was given"));
    }

    /** Equal adjoints are one: a loss may build its own. */
    @Test
    void anEqualAdjointIsTheOneThatWasGiven() {
        assertNull(compareAdjoints(
                        (Inputs in, Adjoint adjoint) -> end(in, OPTIONS.adjoint(new ReversibleAdjoint()))
                                .sum(),
                        Sample.AT,
                        List.of(new ReversibleAdjoint()))
                .rows()
                .get(0)
                .refusal());
    }

    @Test
    void aLossWithoutASolveIsRefused() {
        assertEquals(
                "the loss has no solve that depends on its parameters, so there is no adjoint to compare; solve in it,"
                        + " under options.adjoint(adjoint)",
                refusal((in, adjoint) -> in.y0().sum(), new DirectAdjoint()));
    }

    @Test
    void aLossOfSeveralNumbersIsRefused() {
        assertEquals(
                "compareAdjoints needs a loss of one number, got f64[3]; end it with sum() or mean()",
                refusal((in, adjoint) -> end(in, OPTIONS.adjoint(adjoint)), new DirectAdjoint()));
        assertEquals(
                "compareAdjoints needs a loss of one number, got null; end it with sum() or mean()",
                refusal((in, adjoint) -> null, new DirectAdjoint()));
    }

    @Test
    void dataThatAreNotFiniteAreNamed() {
        Tensor data = Tensor.of(1, Double.NaN, 1);
        BiFunction<Inputs, Adjoint, Tensor> loss = (in, adjoint) ->
                end(in, OPTIONS.adjoint(adjoint)).minus(data).square().sum();
        var comparison = compareAdjoints(
                loss, Sample.AT, List.of(new DirectAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint()));
        for (int exact = 0; exact < 2; exact++) {
            assertEquals(
                    "the loss is NaN, so its gradients say nothing; look at the loss and its data, and leave missing values"
                            + " out by MissingValues.known",
                    comparison.rows().get(exact).notes().get(0));
        }
        String blamed =
                "the cotangent of a saved value is not finite, so BacksolveAdjoint has nothing to solve back; look at"
                        + " the loss and its data";
        assertEquals(blamed, comparison.rows().get(2).refusal());
        assertEquals(
                blamed,
                assertThrows(
                                GradientException.class,
                                () -> Autodiff.grad((Inputs in) -> loss.apply(in, new BacksolveAdjoint()))
                                        .apply(Sample.AT))
                        .getMessage());
    }
}
