package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.BacksolveAdjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** Adjoints for special purposes: forward sensitivities, steady states, and the limits of the continuous adjoint. */
class ForwardAndImplicitAdjointTest {
    private final List<GradientReport> reports = new ArrayList<>();

    @Test
    void forwardModeGivesTheGradientOfStoringEverything() {
        SaveAt everything = SaveAt.t0().andTs(0.7, 1.9).andSteps().andT1();
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-5, 1e-7))
                .saveAt(everything);
        Inputs forward = Autodiff.grad(Sample.loss(
                        new Tsit5(), options.adjoint(new ForwardModeAdjoint()).onGradient(reports::add)))
                .apply(Sample.AT);
        Inputs stored = Autodiff.grad(Sample.loss(new Tsit5(), options.adjoint(new DirectAdjoint())))
                .apply(Sample.AT);
        assertEquals(0, forward.distance(stored), 1e-12); // the same sums in another order
        int numbers = 3 + 2 + 9;
        assertEquals((long) numbers * reports.get(0).steps(), reports.get(0).recomputedSteps());
    }

    @Test
    void forwardModeServesDenseOutput() {
        Function<Adjoint, Inputs> gradient = adjoint -> {
            SolveOptions options =
                    SolveOptions.standard().dt0(0.1).saveAt(SaveAt.dense()).adjoint(adjoint);
            return Autodiff.grad(
                            (Inputs in) -> Sample.weighted(Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, options)
                                    .evaluate(1.234)))
                    .apply(Sample.AT);
        };
        Inputs stored = gradient.apply(new DirectAdjoint());
        assertEquals(0, gradient.apply(new ForwardModeAdjoint()).distance(stored), 1e-12);
    }

    /** y' = b − a y³ settles at y = (b/a)^⅓. */
    private Tensor settled(Tensor p, double t1, Adjoint adjoint) {
        ODETerm<Tensor, Tensor> term = new ODETerm<>(
                (t, y, q) -> q.slice(0, 2, 4).minus(q.slice(0, 0, 2).times(y.power(3))));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-8, 1e-10))
                .adjoint(adjoint)
                .onGradient(reports::add);
        return diffeqsolve(term, new Tsit5(), 0, t1, Tensor.of(1, 2), p, options)
                .y1();
    }

    @Test
    void theGradientOfASteadyStateIsThatOfItsFormula() {
        Tensor p = Tensor.of(0.5, 2, 1.7, 3);
        Tensor gradient = Autodiff.grad((Tensor q) -> Sample.weighted(settled(q, 40, new ImplicitAdjoint())))
                .apply(p);
        Tensor formula = Autodiff.grad((Tensor q) -> Sample.weighted(
                        q.slice(0, 2, 4).dividedBy(q.slice(0, 0, 2)).power(1.0 / 3)))
                .apply(p);
        assertEquals(0, Gap.relative(formula, gradient), 1e-7); // the solve ends within 1e-8 of the steady state
        assertTrue(reports.get(0).worstMismatch() < 1e-7, reports.toString());
    }

    /** Arguments of a field that settles, each a tensor of its own. */
    record Rates(Tensor inflow, Tensor decay, Tensor coupling) {}

    /** y' = b − a y + M y settles at y = (diag(a) − M)⁻¹ b; a and b are arguments, the field closes over M. */
    @Test
    void everyParameterOfASteadyStateHasItsGradient() {
        Rates at = new Rates(Tensor.of(1, 2, -0.5), Tensor.of(2, 3, 2.5), Tensor.of(new double[][] {
            {0.2, -0.3, 0.1}, {0.4, 0, -0.2}, {-0.1, 0.5, 0.3}
        }));
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-10, 1e-12))
                .adjoint(new ImplicitAdjoint());
        Rates gradient = Autodiff.grad((Rates p) -> {
                    ODETerm<Tensor, List<Tensor>> term = new ODETerm<>((t, y, args) -> args.get(0)
                            .minus(args.get(1).times(y))
                            .plus(p.coupling().matmul(y)));
                    return Sample.weighted(diffeqsolve(
                                    term,
                                    new Tsit5(),
                                    0,
                                    30,
                                    Tensor.of(1, 1, 1),
                                    List.of(p.inflow(), p.decay()),
                                    options)
                            .y1());
                })
                .apply(at);
        Rates formula = Autodiff.grad((Rates p) -> Sample.weighted(
                        Tensor.eye(3).times(p.decay()).minus(p.coupling()).solve(p.inflow())))
                .apply(at);
        assertEquals(0, Gap.relative(formula.inflow(), gradient.inflow()), 1e-8); // the solve ends so near
        assertEquals(0, Gap.relative(formula.decay(), gradient.decay()), 1e-8);
        assertEquals(0, Gap.relative(formula.coupling(), gradient.coupling()), 1e-8);
    }

    @Test
    void anEndThatIsNoSteadyStateIsRefused() {
        var refusal = assertThrows(
                GradientException.class,
                () -> Autodiff.grad((Tensor q) ->
                                settled(q, 0.5, new ImplicitAdjoint()).sum())
                        .apply(Tensor.of(0.5, 2, 1.7, 3)));
        assertTrue(
                refusal.getMessage().contains("relative away from one, more than its limit of 0.01; solve longer"),
                refusal.getMessage());
    }

    /** A chain of reactions yᵢ ⇌ yᵢ₊₁, there at rate a, back at rate b; in units u. What flows out of the last one is {@code loss} times it. */
    private static Tensor chain(Tensor y, Tensor rates, double[] units, double loss) {
        int n = units.length;
        Tensor x = y.dividedBy(Tensor.of(units).cast(y.dtype()));
        Tensor flow =
                x.slice(0, 0, n - 1).times(rates.get(0)).minus(x.slice(0, 1, n).times(rates.get(1)));
        Tensor zero = Tensor.zeros(1).cast(y.dtype());
        Tensor in = Tensor.concatenate(0, Tensor.ones(1).cast(y.dtype()).times(loss), flow);
        Tensor out = Tensor.concatenate(0, flow, zero.plus(x.get(n - 1).times(loss)));
        return in.minus(out).times(Tensor.of(units).cast(y.dtype()));
    }

    private static Tensor chainGradient(double[] units, double loss, Tensor rates) {
        Tensor u = Tensor.of(units).cast(rates.dtype());
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-6, 1e-30))
                .adjoint(new ImplicitAdjoint());
        ODETerm<Tensor, Tensor> field = new ODETerm<>((t, y, a) -> chain(y, a, units, loss));
        return Autodiff.grad((Tensor a) -> diffeqsolve(field, new Kvaerno5(), 0, 3000, u, a, options)
                        .y1()
                        .get(0)
                        .dividedBy(u.get(0)))
                .apply(rates);
    }

    /** Without the flow through it the chain keeps the sum, and its Jacobian is singular but for rounding. */
    @Test
    void aSteadyStateThatDependsOnItsStartIsRefused() {
        double[][] rates = {{2, 1}, {0.3, 0.7}, {3.3, 0.7}, {0.1, 1.7}, {2.1, 0.123}};
        for (double[] rate : rates) {
            for (int n : new int[] {2, 3, 9}) {
                double[] units = new double[n];
                Arrays.fill(units, 1);
                for (DType dtype : DType.values()) {
                    GradientException refusal = assertThrows(
                            GradientException.class,
                            () -> chainGradient(units, 0, Tensor.of(rate).cast(dtype)));
                    assertEquals(
                            "ImplicitAdjoint needs a steady state that does not depend on y0, but ∂f/∂y is singular there, up to"
                                    + " rounding: the field keeps something as it is, such as a sum; write one component as what is"
                                    + " kept less the others, or use RecursiveCheckpointAdjoint",
                            refusal.getMessage());
                }
            }
        }
    }

    /** With 1 flowing in, and out at the rate 1: x₃ = 1, x₂ = (1 + b)/a, x₁ = (1 + b x₂)/a. */
    @Test
    void unitsFarApartMakeNoSteadyStateSingular() {
        double a = 0.8;
        double b = 0.3;
        double x2 = (1 + b) / a;
        double[] exact = {-(1 + b * x2) / (a * a) - b * x2 / (a * a), (x2 + b / a) / a};
        for (double[] units : new double[][] {{1, 1, 1}, {1e5, 1e-6, 1}, {1e-11, 1, 1e11}}) {
            Tensor gradient = chainGradient(units, 1, Tensor.of(a, b));
            assertEquals(exact[0], gradient.get(0).item(), 1e-5); // the solve ends at the state to 1e-6
            assertEquals(exact[1], gradient.get(1).item(), 1e-5);
        }
    }

    @Test
    void valuesOnTheWayToASteadyStateAreRefused() {
        SolveOptions options =
                SolveOptions.standard().dt0(0.1).saveAt(SaveAt.ts(0.5)).adjoint(new ImplicitAdjoint());
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Sample.loss(new Tsit5(), options).apply(Sample.AT));
        assertTrue(refusal.getMessage().contains("use SaveAt.t1()"), refusal.getMessage());
    }

    /** Back in time y' = −20 (y − cos t) takes neighbours apart by e^20 a unit of time, and with them the errors of the steps. */
    @Test
    void aBackwardSolveThatMissesItsStartIsRefused() {
        SolveOptions options = SolveOptions.standard().dt0(0.01).adjoint(new BacksolveAdjoint());
        ODETerm<Tensor, Tensor> decay =
                new ODETerm<>((t, y, k) -> t.cos().minus(y).times(k));
        Function<Tensor, Tensor> loss = k -> diffeqsolve(decay, new Tsit5(), 0, 3, Tensor.of(1.0), k, options)
                .y1()
                .sum();
        var refusal =
                assertThrows(GradientException.class, () -> Autodiff.grad(loss).apply(Tensor.scalar(20)));
        assertTrue(
                refusal.getMessage().contains("relative, more than its limit of 0.1, and its gradient would be wrong"),
                refusal.getMessage());
    }

    @Test
    void limitsThatAreNotPositiveAreRefused() {
        for (double limit : new double[] {0, -1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> new BacksolveAdjoint(limit));
            assertThrows(IllegalArgumentException.class, () -> new ImplicitAdjoint(limit));
        }
    }

    @Test
    void aBudgetInBytesIsACountOfStates() {
        SolveOptions options = SolveOptions.standard().dt0(0.01).onGradient(reports::add);
        // Tsit5 hands its last slope on: a state is y and that slope, 6 numbers.
        for (Adjoint adjoint : List.of(
                RecursiveCheckpointAdjoint.withinBytes(7 * 6 * 8 + 40),
                new RecursiveCheckpointAdjoint(7).withResidualBytes(0))) {
            Autodiff.grad(Sample.loss(new Tsit5(), options.adjoint(adjoint))).apply(Sample.AT);
        }
        assertEquals(reports.get(1).recomputedSteps(), reports.get(0).recomputedSteps());
        assertEquals(reports.get(1).bytes(), reports.get(0).bytes());
        // nothing for residuals in so small a budget: a piece of them has 262 kB, a step with all that was compiled for
        // it some kB
        assertTrue(reports.get(0).bytes() < 100_000, reports.get(0).toString());
        Autodiff.grad(Sample.loss(new Tsit5(), options.adjoint(RecursiveCheckpointAdjoint.withinBytes(1))))
                .apply(Sample.AT);
        Autodiff.grad(Sample.loss(new Tsit5(), options.adjoint(new RecursiveCheckpointAdjoint(1).withResidualBytes(0))))
                .apply(Sample.AT);
        assertEquals(reports.get(3).recomputedSteps(), reports.get(2).recomputedSteps(), "at least one state");
        assertEquals(
                3 << 18, RecursiveCheckpointAdjoint.withinBytes((4 << 18) - 1).residualBytes(), "whole pieces of them");
        assertEquals(1 << 20, RecursiveCheckpointAdjoint.withinBytes(1L << 30).residualBytes(), "and 1 MiB at most");
        assertEquals(
                "a budget for checkpoints must be positive, got 0 bytes",
                assertThrows(IllegalArgumentException.class, () -> RecursiveCheckpointAdjoint.withinBytes(0))
                        .getMessage());
    }
}
