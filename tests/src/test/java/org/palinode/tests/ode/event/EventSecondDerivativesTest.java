package org.palinode.tests.ode.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.event.Event;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Hessians where two events and a row are at one time: y' = −k y from y0, a dose D₁ at τ₁ and another, D₂, at τ₂ = τ₁. */
class EventSecondDerivativesTest {
    private static final double K = 0.7;
    private static final double Y0 = 2;
    private static final double TAU = 0.5;
    private static final double[] DOSES = {3, 1.5};
    private static final double T1 = 1.25;

    private static final ODETerm<Tensor, Tensor> DECAY =
            new ODETerm<>((t, y, p) -> y.times(p.get(0)).negate());

    /** k, y0, τ₁, D₁, τ₂, D₂. */
    private static final Tensor AT = Tensor.of(K, Y0, TAU, DOSES[0], TAU, DOSES[1]);

    /** Hessians times this vector tell all of their numbers. */
    private static final Tensor DIRECTION = Tensor.of(0.31, -0.77, 1.13, 0.59, -1.91, 0.83);

    /** The dose whose time is number {@code at}. */
    private static Event<Tensor, Tensor> dose(int at) {
        return Event.<Tensor, Tensor>when((t, y, p) -> t.minus(p.get(at))).reset((t, y, p) -> y.plus(p.get(at + 1)));
    }

    private static Function<Tensor, Tensor> row(SolveOptions options, int row) {
        SolveOptions all = options.saveAt(SaveAt.ts(TAU).andT1()).events(dose(2), dose(4));
        return p -> diffeqsolve(DECAY, new Tsit5(), 0, T1, p.get(1).reshape(1), p, all)
                .y(row)
                .sum();
    }

    /** Of y0 e^(−kt) alone. */
    private static double[][] before(double t) {
        double e = Math.exp(-K * t);
        double[][] hessian = new double[6][6];
        hessian[0][0] = t * t * Y0 * e;
        hessian[0][1] = -t * e;
        hessian[1][0] = -t * e;
        return hessian;
    }

    /** Of y0 e^(−kt) + Σ D e^(−k(t−τ)). */
    private static double[][] after(double t) {
        double[][] hessian = before(t);
        double passed = t - TAU;
        double e = Math.exp(-K * passed);
        for (int dose = 0; dose < 2; dose++) {
            int time = 2 + 2 * dose;
            double size = DOSES[dose];
            hessian[0][0] += passed * passed * size * e;
            hessian[time][time] = K * K * size * e;
            double[] byK = {(1 - K * passed) * size * e, -passed * e};
            for (int i = 0; i < 2; i++) {
                hessian[0][time + i] = byK[i];
                hessian[time + i][0] = byK[i];
            }
            hessian[time][time + 1] = K * e;
            hessian[time + 1][time] = K * e;
        }
        return hessian;
    }

    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.event.EventCoincidenceGradientTest#adjoints")
    void hessiansAreThoseOfTheFormula(Adjoint adjoint) {
        PIDController pid = new PIDController(1e-9, 1e-9);
        for (SolveOptions steps : List.of(
                SolveOptions.standard().dt0(1.0 / 16),
                SolveOptions.standard().dt0(0.06),
                SolveOptions.standard().controller(new ClipStepSizeController(pid).jumpTs(TAU)))) {
            double[][][] expected = {before(TAU), after(T1)};
            for (int row = 0; row < 2; row++) {
                Function<Tensor, Tensor> gradient = Autodiff.grad(row(steps.adjoint(adjoint), row));
                Tensor reverse = Autodiff.grad((Tensor p) -> gradient.apply(p).dot(DIRECTION))
                        .apply(AT);
                Tensor forward = Autodiff.jvp(gradient, AT, DIRECTION).tangent();
                for (int i = 0; i < 6; i++) {
                    String name = adjoint + ", " + steps + ", row " + row + ", number " + i;
                    double along = Tensor.of(expected[row][i]).dot(DIRECTION).item();
                    // a row moves inside its step with the event: the second derivative of dense output
                    assertEquals(along, reverse.get(i).item(), 1e-5, name);
                    assertEquals(reverse.get(i).item(), forward.get(i).item(), 1e-9, name);
                }
            }
        }
    }
}
