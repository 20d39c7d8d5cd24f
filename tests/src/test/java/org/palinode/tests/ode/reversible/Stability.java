package org.palinode.tests.ode.reversible;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.util.concurrent.atomic.AtomicReference;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveException;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.solver.Resync;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.ode.support.Gap;
import org.palinode.tests.ode.support.Recorded;

/** Measures one row of the table of docs/reference/reversible-measurements.md. Base solver: the classical Runge–Kutta method, with equal steps. */
record Stability(StabilityProblem problem, DType dtype, double coupling, int steps) {
    /**
     * What a solve under the reversible adjoint gave.
     *
     * @param difference of y(t1) to the plain solver's, relative to its largest number; infinite where the solve failed
     * @param y0Error of the gradient for y0, relative to that of Direct on the same map; infinite where it was refused
     * @param parameterError of the gradient for the field's parameters, likewise
     * @param plainError of both, against Direct on the plain solver
     * @param pairs stored beyond the start
     * @param redone segments that were computed again
     * @param coupling that was used
     * @param evaluations of the field going back
     */
    record Measured(
            double difference,
            double y0Error,
            double parameterError,
            double plainError,
            int pairs,
            int redone,
            double coupling,
            long evaluations) {
        static final Measured FAILED = refused(Double.POSITIVE_INFINITY);

        static Measured refused(double difference) {
            double lost = Double.POSITIVE_INFINITY;
            return new Measured(difference, lost, lost, lost, 0, 0, Double.NaN, 0);
        }

        double gradientError() {
            return Math.max(y0Error, parameterError);
        }
    }

    private record At(Tensor y0, Tensor parameters) {}

    Measured ours() {
        return measured(Resync.STANDARD);
    }

    Measured asPublished() {
        return measured(Resync.OFF);
    }

    Measured measured(Resync rule) {
        return measured(new ReversibleAdjoint(coupling, rule), options(), new RungeKutta4());
    }

    /** With a coupling that the solve chooses. */
    Measured estimated() {
        return measured(ReversibleAdjoint.estimated(), options(), new RungeKutta4());
    }

    /** Under another adjoint, with other steps by another solver. */
    Measured measured(ReversibleAdjoint adjoint, SolveOptions plain, Solver base) {
        AtomicReference<GradientReport> report = new AtomicReference<>();
        SolveOptions reversible = plain.adjoint(adjoint).onGradient(report::set);
        At at = new At(problem.y0(dtype), problem.parameters(dtype));
        Recording<At, Tensor> recording;
        try {
            recording = Autodiff.vjp(in -> solve(in, base, reversible).y1(), at);
        } catch (SolveException failure) {
            return Measured.FAILED;
        }
        double difference = Gap.relative(solve(at, base, plain).y1(), recording.value());
        Tensor cotangent = weights(recording.value());
        try {
            At gradient = recording.pullBack(cotangent);
            At stored = recording.pullBack(cotangent, Recorded.under(new DirectAdjoint()));
            return new Measured(
                    difference,
                    Gap.relative(stored.y0(), gradient.y0()),
                    Gap.relative(stored.parameters(), gradient.parameters()),
                    plainError(base, plain, at, cotangent, gradient),
                    report.get().pairsStored() - 1,
                    report.get().segmentsRedone(),
                    report.get().coupling().orElseThrow(),
                    report.get().evaluations());
        } catch (GradientException refusal) {
            return Measured.refused(difference);
        }
    }

    private double plainError(Solver base, SolveOptions plain, At at, Tensor cotangent, At gradient) {
        At expected = Autodiff.vjp(
                        (At in) -> solve(in, base, plain.adjoint(new DirectAdjoint()))
                                .y1(),
                        at)
                .pullBack(cotangent);
        return Math.max(
                Gap.relative(expected.y0(), gradient.y0()), Gap.relative(expected.parameters(), gradient.parameters()));
    }

    private SolveOptions options() {
        return SolveOptions.standard().dt0(problem.t1() / steps).maxSteps(steps + 1);
    }

    private Solution<Tensor> solve(At at, Solver base, SolveOptions options) {
        ODETerm<Tensor, Tensor> term = new ODETerm<>(problem.field());
        return diffeqsolve(term, base, 0, problem.t1(), at.y0(), at.parameters(), options);
    }

    /** 1, −1/2, 1/3, ...: no component counts like another. */
    private static Tensor weights(Tensor y) {
        double[] weights = new double[y.size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (i % 2 == 0 ? 1.0 : -1.0) / (i + 1);
        }
        return Tensor.of(y.type(), weights);
    }
}
