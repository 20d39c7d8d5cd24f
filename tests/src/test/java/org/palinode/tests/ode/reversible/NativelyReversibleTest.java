package org.palinode.tests.ode.reversible;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.EES25;
import org.palinode.ode.solver.EES27;
import org.palinode.ode.solver.LeapfrogMidpoint;
import org.palinode.ode.solver.Reversible;
import org.palinode.ode.solver.ReversibleHeun;
import org.palinode.ode.solver.ReversibleSolver;
import org.palinode.ode.solver.Solver;
import org.palinode.tests.ode.support.Inputs;
import org.palinode.tests.ode.support.Recorded;
import org.palinode.tests.ode.support.Sample;
import org.palinode.tests.ode.support.Solvers;

/** Solvers that take their own steps back, without the wrapper. */
class NativelyReversibleTest {
    private static final SaveAt EVERYTHING =
            SaveAt.t0().andTs(Sample.T0, 0.7, 1.9, Sample.T1).andSteps().andT1();

    private final List<GradientReport> reports = new ArrayList<>();

    /** The pull-back of a run under the reversible adjoint, and Direct on the same run. */
    private record Pair(Inputs gradient, Inputs stored) {
        double distance() {
            return gradient.distance(stored);
        }
    }

    private Pair gradients(Solver solver, SolveOptions options) {
        SolveOptions reversible = options.adjoint(new ReversibleAdjoint()).onGradient(reports::add);
        Recording<Inputs, Tensor> recording = Autodiff.vjp(Sample.loss(solver, reversible)::apply, Sample.AT);
        Tensor one = Tensor.scalar(1);
        return new Pair(recording.pullBack(one), recording.pullBack(one, Recorded.under(new DirectAdjoint())));
    }

    /** The reconstruction is off by some ulp a step, 70 steps; 1e-14 to 1e-13 were seen. */
    @ParameterizedTest
    @ValueSource(doubles = {0.03, -1})
    void theGradientIsThatOfStoringEverything(double dt0) {
        SolveOptions options = SolveOptions.standard().saveAt(EVERYTHING);
        for (Solver solver : List.of(new ReversibleHeun(), new LeapfrogMidpoint())) {
            if (dt0 < 0 && !solver.estimatesError()) {
                continue; // adaptive steps want an estimate
            }
            SolveOptions stepping = dt0 > 0 ? options.dt0(dt0) : options.controller(new PIDController(1e-4, 1e-6));
            assertEquals(0, gradients(solver, stepping).distance(), 1e-11, solver.toString());
        }
        reports.forEach(report -> assertEquals(0, report.segmentsRedone(), report.toString()));
    }

    /** Forward mode through the very steps is the sharpest check there is. */
    @ParameterizedTest
    @MethodSource("org.palinode.tests.ode.support.Solvers#reversible")
    void forwardModeAgreesWithDirect(ReversibleSolver solver) {
        SolveOptions options =
                SolveOptions.standard().dt0(0.05).saveAt(EVERYTHING).adjoint(new DirectAdjoint());
        var loss = Sample.loss(solver, options);
        assertEquals(0, Autodiff.grad(loss).apply(Sample.AT).distance(Inputs.forwardGradient(loss, Sample.AT)), 1e-12);
    }

    /** An effectively symmetric step is taken back to O(h^(m+1)): over a solve, and so in the gradient, to O(h^m). */
    @ParameterizedTest
    @CsvSource({"25, 5, 0.1", "27, 7, 0.2"})
    void anEffectivelySymmetricSolverMissesByAHighPowerOfTheStep(int name, int order, double h) {
        Solver solver = name == 25 ? new EES25(1e-2) : new EES27(1e-2);
        double coarse = gradients(solver, SolveOptions.standard().dt0(h)).distance();
        double fine = gradients(solver, SolveOptions.standard().dt0(h / 2)).distance();
        double observed = Math.log(coarse / fine) / Math.log(2);
        assertTrue(Math.abs(observed - order) < 0.7, "observed " + observed + ", errors " + coarse + " and " + fine);
        for (GradientReport report : reports) {
            assertEquals(0, report.segmentsRedone());
            assertTrue(report.worstMismatch() > 1e-14 && report.worstMismatch() < 1e-2, report.toString());
        }
    }

    @Test
    void aSolveThatMissesItsStartIsDoneAgainForward() {
        Pair pair = gradients(new EES25(1e-12), SolveOptions.standard().dt0(0.2));
        assertEquals(0, pair.distance(), 1e-12); // the same steps, pulled back in the same order
        assertEquals(1, reports.get(0).segmentsRedone());
    }

    @Test
    void theWrapperRefusesThem() {
        for (ReversibleSolver solver : Solvers.reversible()) {
            var refusal = assertThrows(IllegalArgumentException.class, () -> new Reversible(solver));
            assertTrue(
                    refusal.getMessage().contains("it is reversible by itself; use it without the wrapper"),
                    refusal.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void anAcceptedMismatchThatIsNotPositiveIsRefused(double accepted) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new EES27(accepted));
        assertTrue(refusal.getMessage().contains("got " + accepted), refusal.getMessage());
    }
}
