package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.customVjp;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jacobianReverse;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.GradientCheck;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

class CustomVjpTest {
    private record Pair(Tensor a, Tensor b) {}

    /** log(1 + e^x) by its textbook formula, with the slope that does not overflow. */
    private static final Function<Tensor, Tensor> SOFTPLUS =
            customVjp(x -> x.exp().plus(1).log(), (x, y, g) -> g.times(x.sigmoid()));

    /** The identity, whose cotangents are cut to ±1. */
    private static final Function<Tensor, Tensor> CLIPPED =
            customVjp(x -> x.times(1), (x, y, g) -> g.minimum(1).maximum(-1));

    @Test
    void theRuleReplacesTheDerivative() {
        assertEquals(
                1,
                grad((Tensor x) -> SOFTPLUS.apply(x)).apply(Tensor.scalar(1000)).item());
        assertNumbers(
                grad((Tensor x) -> CLIPPED.apply(x).times(Tensor.of(5, -7, 0.5)).sum())
                        .apply(Tensor.arange(3)),
                0,
                1,
                -1,
                0.5);
    }

    @Test
    void theRuleIsItselfDifferentiable() {
        assertClose(
                Tensor.scalar(0.5).sigmoid(),
                grad((Tensor x) -> SOFTPLUS.apply(x)).apply(Tensor.scalar(0.5)),
                1e-15);
        checkGradients(SOFTPLUS, Tensor.of(-1, 0.5, 2), GradientCheck.STANDARD.reverseOnly());
    }

    @Test
    void treesGoInAndOut() {
        Function<Pair, List<Tensor>> swap = customVjp(
                p -> List.of(p.b(), p.a().times(2)),
                (p, out, g) -> new Pair(g.get(1).times(100), g.get(0).times(10)));
        Pair gradient = grad((Pair p) -> swap.apply(p).get(1)).apply(new Pair(Tensor.scalar(1), Tensor.scalar(2)));
        assertEquals(100, gradient.a().item());
        assertEquals(0, gradient.b().item());
    }

    @Test
    void theRuleHoldsInTracedProgramsAndCompiledFunctions() {
        Tensor x = Tensor.of(1, 2, 3);
        Function<Tensor, Tensor> loss = p -> CLIPPED.apply(p.times(4)).times(3).sum();
        assertNumbers(grad(loss).apply(x), 0, 4, 4, 4);
        assertNumbers(compile(grad(loss)).apply(x), 0, 4, 4, 4);
        assertNumbers(grad(compile(loss)).apply(x), 0, 4, 4, 4);
        Program program = Program.trace(List.of(TensorType.float64(3)), in -> List.of(loss.apply(in.get(0))))
                .program();
        assertNumbers(program.vjp(i -> true).apply(List.of(x, Tensor.scalar(1))).get(0), 0, 4, 4, 4);
    }

    @Test
    void forwardModeIsRefusedWithWhatToUse() {
        String message = assertThrows(
                        UnsupportedOperationException.class,
                        () -> hvp((Tensor x) -> SOFTPLUS.apply(x).sum(), Tensor.of(1), Tensor.of(1)))
                .getMessage();
        assertEquals(
                "forward mode (jvp, hvp, hessian, jacobianForward, and the Jacobians of root finders and implicit solvers) cannot pass through"
                        + " customVjp, which has a rule for reverse mode only;"
                        + " use grad, vjp or jacobianReverse, and jacobianReverse(grad(loss), x) for a Hessian,"
                        + " or give it a rule for tangents by customRules or customJvp",
                message);
        Tensor hessian = jacobianReverse(grad((Tensor x) -> SOFTPLUS.apply(x).sum()), Tensor.of(0, 0));
        assertNumbers(hessian, 1e-16, 0.25, 0, 0, 0.25);
    }

    @Test
    void aFunctionMayCloseOverConstantsOnly() {
        Tensor scale = Tensor.of(2, 3);
        Function<Tensor, Tensor> scaled = customVjp(x -> x.times(scale), (x, y, g) -> g.times(-1));
        assertNumbers(grad((Tensor x) -> scaled.apply(x).sum()).apply(Tensor.of(1, 1)), 0, -1, -1);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> grad((Tensor w) -> {
                                    Function<Tensor, Tensor> inner = customVjp(x -> x.times(w), (x, y, g) -> g);
                                    return inner.apply(Tensor.of(1, 1)).sum();
                                })
                                .apply(scale))
                .getMessage();
        assertEquals(
                "the function of customVjp closes over a tensor f64[2] that is being differentiated or traced, and its rule has no"
                        + " derivative for it; pass it in the argument",
                message);
    }

    @Test
    void aCotangentOfAnotherTypeIsRefused() {
        Function<Tensor, Tensor> wrong = customVjp(x -> x.sum(), (x, y, g) -> g);
        assertEquals(
                "the cotangent that the rule of customVjp gave at root must be f64[2] like the value there, got f64[]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> grad((Tensor x) -> wrong.apply(x)).apply(Tensor.of(1, 2)))
                        .getMessage());
    }

    @Test
    void theFunctionIsTracedOncePerSignature() {
        int[] traces = {0};
        Function<Tensor, Tensor> counted = customVjp(
                x -> {
                    traces[0]++;
                    return x.exp();
                },
                (x, y, g) -> g.times(y));
        counted.apply(Tensor.of(1, 2));
        counted.apply(Tensor.of(3, 4));
        assertEquals(1, traces[0]);
        counted.apply(Tensor.of(1, 2, 3));
        assertEquals(2, traces[0]);
    }
}
