package org.palinode.ode.internal.adjoint;

import java.util.List;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.field.FieldInputs;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.outcome.GradientException;

/** Backward solve of the continuous adjoint, piece by piece between saved times. */
final class Backsolve {
    private final FinishedSolve run;
    private final SolveOutputs<Buffer> outputs;
    private final TimeCotangents times;
    private final BacksolvePieces pieces;
    private final AugmentedState state;
    private long recomputed;

    private Backsolve(FinishedSolve run, SolveOutputs<Buffer> outputs, TimeCotangents times, BacksolvePieces pieces) {
        this.run = run;
        this.outputs = outputs;
        this.times = times;
        this.pieces = pieces;
        state = pieces.room();
    }

    static Backsolve begin(FinishedSolve run, SolveOutputs<Buffer> outputs, WantedCotangents wanted) {
        TimeCotangents times = new TimeCotangents(run, wanted.times());
        return new Backsolve(run, outputs, times, BacksolvePieces.begin(run, wanted));
    }

    /** @param limit the largest relative difference from y0 on arrival that is accepted */
    Gradients pullBack(double limit) {
        requireFinite(outputs.rows());
        placeEnd();
        double t0 = run.request().t0();
        double time = run.record().end();
        int row = outputs.rows() == null ? -1 : run.rows().size() - 1;
        for (; row >= 0 && run.rows().step(row) != SavedRows.START; row--) {
            double rowTime = run.rows().times()[row];
            pieces.solve(state, time, rowTime);
            time = rowTime;
            state.placeY(run.values().buffer(), row);
            addTime(row);
            state.addToAdjoint(outputs.rows(), row);
        }
        pieces.solve(state, time, t0);
        double mismatch = run.scaleOfReturn().difference(run.y0(), state.y()).item();
        requireReturn(mismatch, limit);
        addStart(row);
        Gradients gradients = gradients(mismatch);
        pieces.giveBack();
        return gradients;
    }

    /** Refuses before the backward solve what would look like its failure. */
    private static void requireFinite(Buffer rows) {
        if (rows != null && !rows.isFinite()) {
            throw new GradientException(
                    "the cotangent of a saved value is not finite, so BacksolveAdjoint has nothing to"
                            + " solve back; look at the loss and its data");
        }
    }

    /** Puts the end of the solve in place, recomputed if the recording adjoint did not keep it. */
    private void placeEnd() {
        CompiledStep forward = IdleSteps.take(run.programs());
        forward.begin(run.parameters(), run.request().noise());
        Recomputation states = new Recomputation(run.record(), forward, run.kept(), 1);
        states.load(run.steps());
        pieces.count(forward.evaluations());
        recomputed = states.steps();
        state.placeY(forward.y(), 0);
        IdleSteps.giveBack(forward);
    }

    /** Adds the rows that are y0: those at given times first, for what is saved later starts at y0 with slope f. */
    private void addStart(int last) {
        int row = last;
        for (; row >= 0 && run.rows().isAtGivenTime(row); row--) {
            addTime(row);
            state.addToAdjoint(outputs.rows(), row);
        }
        if (times.areWanted()) {
            times.addPoint(0, -alongSlope(run.request().t0(), run.y0(), state.a(), run.parameters()));
        }
        for (; row >= 0; row--) {
            state.addToAdjoint(outputs.rows(), row);
        }
    }

    /** Refuses a gradient whose solution did not come back to y0. */
    private static void requireReturn(double mismatch, double limit) {
        if (!Double.isFinite(mismatch)) {
            throw new GradientException(
                    "the backward solve of BacksolveAdjoint lost the solution on its way to t0: it is not finite there;"
                            + " use one of the exact adjoints, such as RecursiveCheckpointAdjoint");
        }
        if (mismatch > limit) {
            throw new GradientException("the backward solve of BacksolveAdjoint came back to t0 with y off by "
                    + mismatch
                    + " relative, more than its limit of " + limit + ", and its gradient would be wrong; tighten the"
                    + " tolerances or the steps, or use an exact adjoint, such as ReversibleAdjoint");
        }
    }

    /** Moves a row with its time along the slope: given times, the end, and ends of steps that move with t0 and t1. */
    private void addTime(int row) {
        if (!times.areWanted()) {
            return;
        }
        Tensor y = state.row(run.values().buffer(), row);
        Tensor rowBar = state.row(outputs.rows(), row);
        double bar = alongSlope(run.rows().times()[row], y, rowBar, pieces.parameters());
        if (run.rows().isAtGivenTime(row)) {
            times.addGiven(row, bar);
        } else {
            times.addPoint(run.rows().step(row) + 1, bar);
        }
    }

    /** bar · f(t, y), on the side of t from which the solve comes that has these parameters. */
    private double alongSlope(double t, Tensor y, Tensor bar, List<Tensor> parameters) {
        Program field = run.programs().key().heldField();
        pieces.count(1);
        return new Call(field)
                .apply(FieldInputs.of(Tensor.scalar(t), y, parameters))
                .get(0)
                .dot(bar)
                .item();
    }

    private Gradients gradients(double mismatch) {
        ReportDraft draft = new ReportDraft("backsolve", run)
                .ofContinuousSolution()
                .recomputedSteps(recomputed)
                .worstMismatch(mismatch);
        GradientReport report = pieces.addTo(draft).finish();
        return new Gradients(new SolveInputs(state.a(), pieces.parameterBars(), times.tensors()), report);
    }
}
