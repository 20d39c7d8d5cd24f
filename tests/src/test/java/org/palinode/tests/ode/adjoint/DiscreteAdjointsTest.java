package org.palinode.tests.ode.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Sample;

/** The gradient means the derivative of the numbers that the solve returned, its steps held fixed. Forward mode computes just that. */
class DiscreteAdjointsTest {
    /** Both are sums of some hundred products in another order: 1e-15 to 7e-15 were seen. */
    private static final double SAME_NUMBERS = 1e-12;

    private static final SaveAt EVERYTHING = SaveAt.t0()
            .andTs(Sample.T0, 0.7, 0.70001, 1.9, Sample.T1)
            .andSteps()
            .andT1();

    static Stream<Arguments> stepping() {
        SolveOptions options = SolveOptions.standard().saveAt(EVERYTHING);
        double[] times = Tensor.linspace(0, 1, 60)
                .square()
                .times(Sample.T1 - Sample.T0)
                .plus(Sample.T0)
                .toArray();
        times[59] = Sample.T1;
        SolveOptions constant = options.dt0(0.03);
        SolveOptions stepTo = options.controller(new StepTo(times));
        SolveOptions pid = options.controller(new PIDController(1e-6, 1e-8));
        return Stream.of(
                Arguments.of("constant steps", constant, new Tsit5()),
                Arguments.of("constant steps", constant, new RungeKutta4()),
                Arguments.of("given steps", stepTo, new Tsit5()),
                Arguments.of("adaptive steps", pid, new Tsit5()));
    }

    static List<Adjoint> discrete() {
        return List.of(
                new DirectAdjoint(),
                new RecursiveCheckpointAdjoint(),
                new RecursiveCheckpointAdjoint(1),
                new RecursiveCheckpointAdjoint(3),
                new RecursiveCheckpointAdjoint(5),
                new RecursiveCheckpointAdjoint(17),
                new ReversibleAdjoint());
    }

    @ParameterizedTest(name = "{0}, {2}")
    @MethodSource("stepping")
    void everyDiscreteAdjointGivesTheDerivativeOfTheStepsThatWereTaken(
            String name, SolveOptions options, Solver solver) {
        for (Adjoint adjoint : discrete()) {
            Function<Inputs, Tensor> loss = Sample.loss(solver, options.adjoint(adjoint));
            Inputs gradient = Autodiff.grad(loss).apply(Sample.AT);
            Inputs reference = Inputs.forwardGradient(loss, Sample.AT);
            assertEquals(0, gradient.distance(reference), SAME_NUMBERS, adjoint.toString());
        }
    }

    @Test
    void theDerivativeOfConstantStepsIsThatOfTheSolveAltogether() {
        Function<Inputs, Tensor> loss =
                Sample.loss(new Tsit5(), SolveOptions.standard().dt0(0.03).saveAt(EVERYTHING));
        Inputs reference = Inputs.differences(loss, Sample.AT);
        assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(reference), 1e-8); // central differences
    }

    @Test
    void fewCheckpointsCostStepsAndNoAccuracy() {
        List<GradientReport> reports = new ArrayList<>();
        for (int checkpoints : new int[] {3, 5, 17, 400}) {
            SolveOptions options = SolveOptions.standard()
                    .dt0(0.02)
                    .adjoint(new RecursiveCheckpointAdjoint(checkpoints)
                            .withResidualBytes(0)) // they come and go with steps taken again
                    .onGradient(reports::add);
            Autodiff.grad(Sample.loss(new Tsit5(), options)).apply(Sample.AT);
        }
        List<Long> recomputed =
                reports.stream().map(GradientReport::recomputedSteps).toList();
        List<Long> bytes = reports.stream().map(GradientReport::bytes).toList();
        assertEquals(100, reports.get(0).steps());
        assertEquals(0, recomputed.get(3), "a state for each step: none is taken twice");
        for (int i = 1; i < 4; i++) {
            assertTrue(recomputed.get(i) < recomputed.get(i - 1), recomputed.toString());
            assertTrue(bytes.get(i) >= bytes.get(i - 1), bytes.toString());
        }
    }
}
