package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.adjoint.ImplicitAdjoint;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepEnds;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.outcome.GradientException;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.solver.Solver;

/** Differentiates the equation of the steady state: the work of {@link ImplicitAdjoint}. */
record ImplicitMethod(ImplicitAdjoint adjoint) implements GradientMethod {

    @Override
    public void checkNoise(Solver chosen, NoiseKind kind) {
        throw new UnsupportedOperationException(
                "ImplicitAdjoint differentiates a steady state, which an equation with noise does not"
                        + " have; use RecursiveCheckpointAdjoint");
    }

    @Override
    public void check(SaveAt saveAt) {
        if (!saveAt.equals(SaveAt.t1())) {
            throw new IllegalArgumentException(
                    "ImplicitAdjoint differentiates the end value of a solve and nothing else, got " + saveAt
                            + "; use SaveAt.t1(), or RecursiveCheckpointAdjoint for values on the way");
        }
    }

    @Override
    public void checkState() {
        throw new UnsupportedOperationException(
                "ImplicitAdjoint cannot differentiate through the carry of a solver: a steady state does not depend on it; pass it"
                        + " without a gradient (ResumePoint.stopGradient()), or use RecursiveCheckpointAdjoint (a Stepper, which always passes it, needs"
                        + " that)");
    }

    @Override
    public Retention retain(CompiledStep stepper, GradientWish wish) {
        return new KeepEnds(stepper);
    }

    @Override
    public Gradients pullBack(FinishedSolve run, SolveOutputs<Buffer> cotangents, WantedCotangents wanted) {
        requireServed(run, cotangents, wanted);
        int n = run.y0().size();
        Tensor y = run.values().reshape(n);
        Tape tape = new Tape();
        Tensor variable = tape.variable(y);
        List<Tensor> parameters = tape.variables(run.parameters());
        Tensor slope = slope(run, variable, parameters);
        SteadyJacobian jacobian = SteadyJacobian.of(jacobian(tape, slope, variable));
        double distance = distance(run.scaleOfReturn(), y, jacobian, tape.primal(slope));
        Tensor bar = Tensor.copyOf(cotangents.rows()).reshape(n);
        Tensor multiplier = jacobian.solveTransposed(bar.negate());
        List<Tensor> bars = new ArrayList<>(tape.pullBack(List.of(slope), List.of(multiplier), parameters));
        for (int i = 0; i < bars.size(); i++) {
            bars.set(i, wanted.parameters().get(i) ? bars.get(i) : null);
        }
        return new Gradients(new SolveInputs(y.zerosLike(), bars, SolveInputs.noTimes()), report(run, n, distance));
    }

    /** Refuses what does not belong to a steady state. */
    private void requireServed(FinishedSolve run, SolveOutputs<Buffer> cotangents, WantedCotangents wanted) {
        if (run.isDense() || run.rows().size() != 1 || run.rows().step(0) != run.steps() - 1) {
            throw new UnsupportedOperationException(
                    "ImplicitAdjoint differentiates the end value of a solve and nothing"
                            + " else; record the graph with SaveAt.t1()");
        }
        if (wanted.times()) {
            throw new UnsupportedOperationException(
                    "ImplicitAdjoint cannot differentiate with respect to t0 and t1: a steady"
                            + " state does not depend on when it is reached; pass the times as numbers");
        }
        if (cotangents.eventTimes() != null || cotangents.eventStates() != null) {
            throw new UnsupportedOperationException(
                    "ImplicitAdjoint differentiates the end value of a solve, not times and states of"
                            + " events; take y1(), or use RecursiveCheckpointAdjoint");
        }
        if (cotangents.end() != null) {
            checkState();
        }
        if (run.y0().size() == 0) {
            throw new UnsupportedOperationException(
                    "ImplicitAdjoint solves a linear system for the state, which has no numbers here; use another adjoint, such as"
                            + " RecursiveCheckpointAdjoint");
        }
    }

    /** The field f at the end of the solve [n]. */
    private static Tensor slope(FinishedSolve run, Tensor y, List<Tensor> parameters) {
        Tensor t = Tensor.scalar(run.record().end());
        return Tensor.apply(new Call(run.programs().key().field()), FieldInputs.of(t, y, parameters))
                .get(0);
    }

    /** ∂f/∂y [n, n]. */
    private static Tensor jacobian(Tape tape, Tensor slope, Tensor y) {
        Tensor units = Tensor.eye(y.size()).cast(y.dtype());
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < y.size(); i++) {
            rows.add(tape.pullBack(List.of(slope), List.of(units.get(i)), List.of(y))
                    .get(0));
        }
        return Tensor.stack(0, rows);
    }

    private double distance(StateScale scale, Tensor y, SteadyJacobian jacobian, Tensor slope) {
        double distance = scale.difference(y, y.minus(jacobian.solve(slope))).item();
        if (!(distance <= adjoint.limit())) {
            throw new GradientException("ImplicitAdjoint differentiates a steady state, but the solve ended " + distance
                    + " relative away from one, more than its limit of " + adjoint.limit()
                    + "; solve longer, or use RecursiveCheckpointAdjoint for the gradient of a value on the way");
        }
        return distance;
    }

    private static GradientReport report(FinishedSolve run, int n, double distance) {
        return new ReportDraft("implicit", run)
                .ofContinuousSolution()
                .evaluations(1)
                .pullBacks(n + 1)
                .bytes(8L * n * n + run.rows().bytes())
                .worstMismatch(distance)
                .finish();
    }
}
