package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.checkpoint;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.customJvp;
import static org.palinode.autodiff.Autodiff.customRules;
import static org.palinode.autodiff.Autodiff.customVjp;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.jacobian;
import static org.palinode.autodiff.Autodiff.jacobianForward;
import static org.palinode.autodiff.Autodiff.jacobianReverse;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.vjp;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.JvpRule;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.VjpRule;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.term.ODETerm;

class CustomJvpTest {
    private record Pair(Tensor a, Tensor b) {}

    private record Picked(Tensor x, Indices places) {}

    /** log(1 + e^x) by its textbook formula, with the slope that does not overflow. */
    private static final Function<Tensor, Tensor> SOFTPLUS =
            customJvp(x -> x.exp().plus(1).log(), (x, y, dot) -> dot.times(x.sigmoid()));

    /** The same with both rules. */
    private static final Function<Tensor, Tensor> BOTH = customRules(
            x -> x.exp().plus(1).log(), (x, y, bar) -> bar.times(x.sigmoid()), (x, y, dot) -> dot.times(x.sigmoid()));

    /** A product of matrices: its rule mixes parts of a tree, and its transpose sums over them. */
    private static final Function<Pair, Tensor> PRODUCT = customJvp(
            p -> p.a().matmul(p.b()), (p, y, dot) -> dot.a().matmul(p.b()).plus(p.a().matmul(dot.b())));

    private static final Tensor X = Tensor.of(-1, 0.5, 2);

    @Test
    void theRuleReplacesTheDerivativeInBothModes() {
        Tensor far = Tensor.scalar(1000); // the value is infinite there, and the slope of its formula 0
        for (Function<Tensor, Tensor> softplus : List.of(SOFTPLUS, BOTH)) {
            assertEquals(1, grad(softplus::apply).apply(far).item());
            assertEquals(1, jvp(softplus, far, Tensor.scalar(1)).tangent().item());
        }
    }

    @Test
    void derivativesOfEveryOrderAreThoseOfTheRule() {
        for (Function<Tensor, Tensor> softplus : List.of(SOFTPLUS, BOTH)) {
            Function<Tensor, Tensor> loss = x -> softplus.apply(x).times(x).sum();
            Function<Tensor, Tensor> plain = x -> x.softplus().times(x).sum();
            assertClose(grad(plain).apply(X), grad(loss).apply(X), 1e-15);
            assertClose(hessian(plain, X), hessian(loss, X), 1e-14);
            assertClose(jacobianReverse(grad(plain), X), jacobianReverse(grad(loss), X), 1e-14);
            Function<Tensor, Tensor> third = x -> hessian(loss, x).sum();
            assertClose(
                    grad((Tensor x) -> hessian(plain, x).sum()).apply(X),
                    grad(third).apply(X),
                    1e-13);
            checkGradients(softplus, X);
        }
    }

    @Test
    void treesGoInAndTheTransposeReachesAllOfThem() {
        Pair x = new Pair(
                RandomKey.of(1).normal(2, 3).concrete(),
                RandomKey.of(2).normal(3, 4).concrete());
        Tensor bar = RandomKey.of(3).normal(2, 4);
        Pair pulled = vjp(PRODUCT, x).pullBack(bar);
        assertClose(bar.matmul(x.b().transpose()), pulled.a().concrete(), 1e-14);
        assertClose(x.a().transpose().matmul(bar), pulled.b().concrete(), 1e-14);
        checkGradients(PRODUCT, x);
    }

    @Test
    void whatDoesNotMoveHasTheTangentZero() {
        Tensor fixed = RandomKey.of(2).normal(3, 4);
        Tensor x = RandomKey.of(1).normal(2, 3);
        assertClose(
                jacobianForward((Tensor a) -> a.matmul(fixed), x),
                jacobianForward((Tensor a) -> PRODUCT.apply(new Pair(a, fixed)), x),
                1e-15);
        assertClose(
                jacobianReverse((Tensor a) -> a.matmul(fixed), x),
                jacobianReverse((Tensor a) -> PRODUCT.apply(new Pair(a, fixed)), x),
                1e-15);
    }

    @Test
    void theRuleHoldsInCompiledFunctionsAndCheckpoints() {
        Function<Tensor, Tensor> loss = x -> SOFTPLUS.apply(x.times(2)).square().sum();
        Function<Tensor, Tensor> plain = x -> x.times(2).softplus().square().sum();
        Tensor expected = grad(plain).apply(X);
        assertClose(expected, compile(grad(loss)).apply(X), 1e-14);
        assertClose(expected, grad(compile(loss)).apply(X), 1e-14);
        assertClose(expected, grad(checkpoint(loss)).apply(X), 1e-14);
        assertClose(hessian(plain, X), hessian(compile(loss), X), 1e-13);
        assertClose(jvp(plain, X, X).tangent(), jvp(compile(loss), X, X).tangent(), 1e-14);
        Tensor single = X.cast(DType.FLOAT32);
        assertClose(
                grad(plain).apply(single).cast(DType.FLOAT64),
                grad(loss).apply(single).cast(DType.FLOAT64),
                1e-5);
    }

    @Test
    void theRuleHoldsMemberByMember() {
        Pair all = new Pair(RandomKey.of(1).normal(5, 2, 3), RandomKey.of(2).normal(5, 3, 4));
        Function<Pair, Tensor> plain = p -> p.a().matmul(p.b());
        assertClose(vmap(plain, all), vmap(PRODUCT, all), 1e-14);
        Tensor shared = RandomKey.of(3).normal(3, 4);
        Function<Tensor, Tensor> sum =
                b -> vmap((Tensor a) -> PRODUCT.apply(new Pair(a, b)).square().sum(), all.a())
                        .sum();
        Function<Tensor, Tensor> expected =
                b -> vmap((Tensor a) -> a.matmul(b).square().sum(), all.a()).sum();
        assertClose(grad(expected).apply(shared), grad(sum).apply(shared), 1e-13);
        assertClose(
                jvp(expected, shared, shared).tangent(),
                jvp(sum, shared, shared).tangent(),
                1e-12);
        assertClose(
                vmap((Tensor a) -> jacobian((Tensor x) -> x.matmul(shared), a), all.a()),
                vmap((Tensor a) -> jacobian((Tensor x) -> PRODUCT.apply(new Pair(x, shared)), a), all.a()),
                1e-14);
        assertClose(hessian(expected, shared), hessian(sum, shared), 1e-12);
        Tensor cube = RandomKey.of(4).normal(2, 3, 4);
        assertClose(
                vmap(rows -> vmap(row -> grad((Tensor x) -> x.softplus().sum()).apply(row), rows), cube),
                vmap(
                        rows -> vmap(
                                row -> grad((Tensor x) -> SOFTPLUS.apply(x).sum())
                                        .apply(row),
                                rows),
                        cube),
                1e-15);
    }

    /** x ↦ x₀ Σ x: rules that would give other numbers if they saw all members at once. */
    @Test
    void rulesSeeOneMember() {
        Function<Tensor, Tensor> plain = x -> x.get(0).times(x.sum());
        VjpRule<Tensor, Tensor> back = (x, y, bar) -> Tensor.concatenate(
                        0, x.sum().plus(x.get(0)).reshape(1), x.get(0).broadcastTo(2))
                .times(bar);
        JvpRule<Tensor, Tensor> forward =
                (x, y, dot) -> dot.get(0).times(x.sum()).plus(x.get(0).times(dot.sum()));
        Tensor all = RandomKey.of(6).normal(3, 3);
        Tensor weights = Tensor.of(1, 2, 3);
        Tensor expected = grad(p -> vmap(plain, p).times(weights).sum(), all);
        for (Function<Tensor, Tensor> ruled :
                List.of(customVjp(plain, back), customJvp(plain, forward), customRules(plain, back, forward))) {
            assertClose(vmap(plain, all), vmap(ruled, all), 1e-15);
            assertClose(expected, grad(p -> vmap(ruled, p).times(weights).sum(), all), 1e-14);
        }
        assertClose(
                jvp((Tensor p) -> vmap(plain, p), all, all).tangent(),
                jvp((Tensor p) -> vmap(customJvp(plain, forward), p), all, all).tangent(),
                1e-14);
    }

    @Test
    void aPullBackOfOnesOwnIsTakenForReverseModeAndTheTangentsForForwardMode() {
        Function<Tensor, Tensor> clipped =
                customRules(x -> x.times(1), (x, y, bar) -> bar.minimum(1).maximum(-1), (x, y, dot) -> dot.times(3));
        assertNumbers(
                grad((Tensor x) -> clipped.apply(x).times(Tensor.of(5, -7, 0.5)).sum())
                        .apply(X),
                0,
                1,
                -1,
                0.5);
        assertNumbers(jvp(clipped, X, Tensor.ones(3)).tangent(), 0, 3, 3, 3);
    }

    /** y' = −sin y by an implicit solver, whose equations need tangents of the field. */
    @Test
    void fieldsOfImplicitSolversTakeIt() {
        Function<Tensor, Tensor> sine = customJvp(y -> y.sin(), (y, value, dot) -> dot.times(y.cos()));
        var options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        Function<Tensor, Tensor> ruled = y0 -> diffeqsolve(
                        new ODETerm<Tensor, Tensor>(
                                (t, y, args) -> sine.apply(y).negate()),
                        new Kvaerno5(),
                        0,
                        1,
                        y0,
                        null,
                        options)
                .y1()
                .sum();
        Function<Tensor, Tensor> plain = y0 -> diffeqsolve(
                        new ODETerm<Tensor, Tensor>((t, y, args) -> y.sin().negate()),
                        new Kvaerno5(),
                        0,
                        1,
                        y0,
                        null,
                        options)
                .y1()
                .sum();
        assertClose(grad(plain).apply(X), grad(ruled).apply(X), 1e-12);
    }

    private static String refusal(JvpRule3 rule) {
        Function<Tensor, Tensor> wrong = customJvp(x -> x.square(), rule::dot);
        return assertThrows(IllegalArgumentException.class, () -> wrong.apply(X))
                .getMessage();
    }

    private interface JvpRule3 {
        Tensor dot(Tensor x, Tensor y, Tensor dot);
    }

    @Test
    void aRuleThatIsNotLinearIsRefused() {
        List<JvpRule3> rules = List.of(
                (x, y, dot) -> dot.times(x).plus(1e-3), // a constant
                (x, y, dot) -> dot.times(x).plus(y),
                (x, y, dot) -> dot.relu(),
                (x, y, dot) -> dot.abs(),
                (x, y, dot) -> dot.square(),
                (x, y, dot) -> dot.times(dot.sum().abs()));
        for (JvpRule3 rule : rules) {
            String text = refusal(rule);
            assertTrue(
                    text.startsWith(
                            "the rule of customJvp is not linear in the tangent: that of the value at root is off by "),
                    text);
        }
        Function<Tensor, Tensor> inside = customJvp(x -> x.square(), (x, y, dot) -> dot.abs());
        assertThrows(IllegalArgumentException.class, () -> compile(inside).apply(X), "also where it is traced first");
        assertThrows(IllegalArgumentException.class, () -> vmap(inside, X));
    }

    @Test
    void whatIsNoArgumentByChanceIsNotRefused() {
        Function<Picked, Tensor> pick =
                customJvp(p -> p.x().take(0, p.places()), (p, y, dot) -> dot.x().take(0, p.places()));
        Function<Tensor, Tensor> loss = x -> pick.apply(new Picked(x, Indices.of(2, 0)))
                .times(Tensor.of(1, 10))
                .sum();
        assertNumbers(compile(grad(loss)).apply(X), 0, 10, 0, 1);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        Function<Tensor, Tensor> wrong = customJvp(x -> x.sum(), (x, y, dot) -> dot);
        assertEquals(
                "the tangent that the rule of customJvp gave at root must be f64[] like the value there, got f64[3]",
                assertThrows(IllegalArgumentException.class, () -> wrong.apply(X))
                        .getMessage());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> grad((Tensor w) -> customJvp((Tensor x) -> x.times(w), (x, y, dot) -> dot.times(w))
                                        .apply(X)
                                        .sum())
                                .apply(X))
                .getMessage();
        assertEquals(
                "the function of customJvp closes over a tensor f64[3] that is being differentiated or traced, and its rule has no"
                        + " derivative for it; pass it in the argument",
                message);
        assertThrows(NullPointerException.class, () -> customJvp(x -> x, null));
        assertThrows(NullPointerException.class, () -> customRules((Tensor x) -> x, (x, y, bar) -> bar, null));
        assertThrows(NullPointerException.class, () -> customVjp((Tensor x) -> x, null));
    }
}
