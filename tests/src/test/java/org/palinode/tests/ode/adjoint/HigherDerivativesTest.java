package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.GradientCheck;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** Gradients of gradients through a solve. */
class HigherDerivativesTest {
    private static final SolveOptions OPTIONS =
            SolveOptions.standard().dt0(0.1).saveAt(SaveAt.t0().andTs(0.77).andT1());

    private static final Inputs DIRECTION =
            new Inputs(Tensor.of(0.3, 0.1, -0.5), Tensor.of(-0.2, 0.4), Tensor.of(new double[][] {
                {0.1, 0.2, -0.3}, {0, 0.5, 0.1}, {-0.4, 0.2, 0.6}
            }));

    static List<Adjoint> adjoints() {
        return List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(3), new ReversibleAdjoint());
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void theHessianTimesADirectionIsTheChangeOfTheGradient(Adjoint adjoint) {
        Function<Inputs, Tensor> loss = Sample.loss(new Bosh3(), OPTIONS.adjoint(adjoint));
        Inputs product = Autodiff.hvp(loss, Sample.AT, DIRECTION);
        double h = 1e-5;
        Inputs ahead = Autodiff.grad(loss).apply(Sample.AT.plus(DIRECTION, h));
        Inputs behind = Autodiff.grad(loss).apply(Sample.AT.plus(DIRECTION, -h));
        Inputs differences = ahead.plus(behind, -1);
        Inputs zero = differences.plus(differences, -1);
        assertEquals(0, product.distance(zero.plus(differences, 0.5 / h)), 1e-8); // central differences
    }

    /** The last one sets its copy back every other step. */
    static List<Adjoint> withResyncs() {
        List<Adjoint> all = new ArrayList<>(adjoints());
        all.add(new ReversibleAdjoint(0.9, new Resync(1, 1e-12, 1e-10)));
        return all;
    }

    @ParameterizedTest
    @MethodSource("withResyncs")
    void reverseOverReverseIsForwardOverReverse(Adjoint adjoint) {
        Function<Inputs, Tensor> loss = Sample.loss(new Tsit5(), OPTIONS.adjoint(adjoint));
        Inputs forward = Autodiff.hvp(loss, Sample.AT, DIRECTION);
        Inputs reverse = Autodiff.<Inputs>grad(at -> {
                    Inputs gradient = Autodiff.grad(loss).apply(at);
                    return gradient.y0()
                            .dot(DIRECTION.y0())
                            .plus(gradient.args().dot(DIRECTION.args()))
                            .plus(gradient.closedOver().dot(DIRECTION.closedOver()));
                })
                .apply(Sample.AT);
        assertEquals(0, reverse.distance(forward), 1e-12);
    }

    @ParameterizedTest
    @MethodSource("adjoints")
    void theCheckerOfGradientsFindsNoFault(Adjoint adjoint) {
        Autodiff.checkGradients(
                (Inputs in) -> Sample.solve(in, new Tsit5(), Sample.T0, Sample.T1, OPTIONS.adjoint(adjoint))
                        .ys(),
                Sample.AT,
                GradientCheck.STANDARD);
    }

    /** The accepted steps are held fixed: differences of an adaptive solve would see other steps, those of its recorded ones do not. */
    @Test
    void secondDerivativesOfAdaptiveSolvesHoldTheirStepsFixed() {
        SolveOptions options = OPTIONS.controller(new PIDController(1e-4, 1e-6));
        Function<Inputs, Tensor> loss = Sample.loss(new Tsit5(), options.dt0(0.05));
        Inputs forward = Autodiff.hvp(loss, Sample.AT, DIRECTION);
        Inputs fine = Autodiff.hvp(Sample.loss(new Tsit5(), OPTIONS.dt0(0.005)), Sample.AT, DIRECTION);
        assertEquals(0, forward.distance(fine), 1e-3); // its solve is good to 1e-4
    }

    /** y' = −y |y| from y0 is y0 / (1 + |y0| t): y(1)² is smooth at y0 = 0, and its Hessian 2 I. */
    @Test
    void hessiansThroughKinksInsideASolveAreRight() {
        ODETerm<Tensor, Tensor> drag =
                new ODETerm<>((t, y, args) -> y.times(y.abs()).negate());
        for (Adjoint adjoint :
                List.of(new DirectAdjoint(), new RecursiveCheckpointAdjoint(), new ReversibleAdjoint())) {
            SolveOptions options = SolveOptions.standard().dt0(0.25).adjoint(adjoint);
            Function<Tensor, Tensor> loss = y0 -> diffeqsolve(drag, new Tsit5(), 0, 1, y0, null, options)
                    .y1()
                    .square()
                    .sum();
            double[] hessian = Autodiff.hessian(loss, Tensor.of(0, 0)).toArray();
            assertArrayEquals(new double[] {2, 0, 0, 2}, hessian, 1e-14, adjoint.toString());
        }
    }
}
