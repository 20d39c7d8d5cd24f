package org.palinode.ode.internal.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.anomaly.FailedStep;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.event.Firing;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.resume.ResumePoint;

/**
 * A finished solve: what was asked, the steps it took, what came out, and what was kept for its gradient. Not changed any more; it can be
 * pulled back as often as wanted, and under other adjoints.
 *
 * @param request what was asked, as it was run: without the carry of another solve where that was left out
 * @param record the accepted steps
 * @param rows where saved rows lie
 * @param outputs what came out
 * @param kept the states kept for the gradient
 * @param residuals what else was kept of the steps, for the first pull-back that can use it
 * @param outcome how it ended
 * @param cost what it took
 * @param returning what a start that is brought back is judged by
 * @param events the events asked for, and what occurred
 * @param failure the step at which it failed
 * @param state where it ended, for another solve to continue; empty where that was not asked for, and where it failed
 */
public record FinishedSolve(
        SolveRequest request,
        AcceptedSteps record,
        SavedRows rows,
        SolveOutputs<Tensor> outputs,
        StepStarts kept,
        Optional<ResidualStore> residuals,
        Outcome outcome,
        SolveCost cost,
        ReturnScale returning,
        Optional<EventRecord> events,
        Optional<FailedStep> failure,
        Optional<ResumePoint> state) {
    /** The programs that were stepped. */
    public StepPrograms programs() {
        return request.programs();
    }

    /** y0 [n], or y0 and the carry of the solve that was continued [(1 + carry) n]. */
    public Tensor start() {
        return request.start();
    }

    /** Arguments and closed-over tensors. */
    public List<Tensor> parameters() {
        return request.parameters();
    }

    /** The flat initial state [n]. */
    public Tensor y0() {
        return request.y0();
    }

    /** The scale that measures a start that is brought back; from y0 and the saved values where the solve was run for another adjoint. */
    public StateScale scaleOfReturn() {
        return returning.scale().orElseGet(() -> {
            Tensor y0 = y0();
            Tensor saved = values().reshape(-1, y0.size()).abs();
            StateScale start = new StateScale(y0.abs());
            return saved.size() == 0 ? start : start.with(saved.max(0));
        });
    }

    /** Programs of step {@code index}: the usual ones, or those of steps that are stored. */
    public StepPrograms programs(int index) {
        return record.isStored(index) ? programs().stored() : programs();
    }

    /** True if the first step continues from the carry that was given, and not from that which init makes of y0. */
    public boolean isContinued() {
        return request.from().solver().isPresent();
    }

    /** The number of the occurrence with whose time, the zero of a condition, row {@code row} moves; empty if there is none. */
    public OptionalInt eventOfRow(int row) {
        boolean atEnd = rows.theta(row) == 1 && !rows.isAtGivenTime(row);
        return atEnd ? mover(rows.step(row)) : OptionalInt.empty();
    }

    /**
     * The number of the occurrence with whose time, the zero of a condition, the end of step {@code step} moves; empty if there is none. A solve
     * that reached t1 ends there, whatever else occurred at that time.
     */
    public OptionalInt mover(int step) {
        Optional<Firing> firing = events.flatMap(record -> record.at(step)).filter(Firing::isRoot);
        boolean endsAtT1 = step == steps() - 1
                && record.end() == request.t1()
                && outcome.result() != Outcome.Result.EVENT_OCCURRED;
        return firing.isPresent() && !endsAtT1
                ? OptionalInt.of(firing.get().first() + firing.get().mover())
                : OptionalInt.empty();
    }

    /** The first event whose reset would have changed the state where the solve reached t1, but was not applied any more. */
    public OptionalInt resetAtEnd() {
        int last = steps() - 1;
        if (events.isEmpty() || outcome.result() == Outcome.Result.EVENT_OCCURRED || last < 0) {
            return OptionalInt.empty();
        }
        return events.get()
                .at(last)
                .map(firing -> firing.changes(events.get().events(), parameters()))
                .orElse(OptionalInt.empty());
    }

    /** t0, t1 and ts. */
    public List<Tensor> times() {
        return List.of(Tensor.scalar(request.t0()), Tensor.scalar(request.t1()), Tensor.of(rows.givenTimes()));
    }

    /** The number of accepted steps. */
    public int steps() {
        return record.steps();
    }

    /** The signed size of the step before step {@code index}; 0 where that begins with nothing but y. */
    public double stepBefore(int index) {
        if (index == 0) {
            return request.stepBefore();
        }
        return record.isResynced(index) ? 0 : record.h(index - 1);
    }

    /**
     * The fraction between t0 (0) and t1 (1) at which the point after {@code point} steps stays when t0 or t1 moves; empty where it does
     * not move with them, as at events, and where the steps of another solve continue.
     */
    public OptionalDouble fraction(int point) {
        if (point == 0) {
            return OptionalDouble.of(0);
        }
        if (mover(point - 1).isPresent()) {
            return OptionalDouble.empty();
        }
        if (point == steps() && record.end() == request.t1()) {
            return OptionalDouble.of(1);
        }
        if (request.from().controller().isPresent()) {
            return OptionalDouble.empty();
        }
        int inserted = events.isPresent() ? events.get().cutsBefore(point) : 0;
        OptionalDouble dt0 = request.dt0().stream().map(Math::abs).findFirst();
        return request.controller().fraction(point - inserted, Math.abs(request.t1() - request.t0()), dt0);
    }

    /** The saved values. */
    public Tensor values() {
        return outputs.rows();
    }

    /** True if values inside of steps were returned, and so may have cotangents. */
    public boolean readsInside() {
        return isDense()
                || IntStream.range(0, rows.size())
                        .anyMatch(row -> rows.step(row) != SavedRows.START && rows.theta(row) != 1);
    }

    public boolean isDense() {
        return outputs.dense() != null;
    }
}
