package org.palinode.ode.internal.run;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.internal.anomaly.FailedStep;
import org.palinode.ode.internal.event.EventRecord;
import org.palinode.ode.internal.event.Firing;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.progress.ProgressMeter;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.StateScale;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.outcome.Outcome;
import org.palinode.ode.resume.ResumePoint;
import org.palinode.ode.resume.SolverCarry;

/**
 * A finished solve: what went in, the steps it took, what came out, and what was kept for its gradient. Not changed any more; it can be
 * pulled back as often as wanted, and under other adjoints.
 *
 * @param programs what was stepped
 * @param start the flat initial state y0 [n]; where the solve goes on from another one, y0 and what the solver handed on [(1 + states) n]
 * @param parameters arguments and closed-over tensors
 * @param setting how it was asked to run
 * @param record the accepted steps
 * @param rows where saved rows lie
 * @param order what the outputs are
 * @param outputs what came out
 * @param kept the states kept for the gradient
 * @param residuals what else was kept of the steps, for the first pull-back that can use it
 * @param outcome how it ended
 * @param evaluations of the field
 * @param jacobians of the field that were evaluated
 * @param bytes held at the peak: arenas, kept states, saved values
 * @param largestGap the largest relative gap |y − z| of a reversible solve; else 0
 * @param deviation how far y of a reversible solve may have come from the base solver's, relative to the largest |y|; else 0
 * @param scale the largest |y| of a solve whose start may be brought back
 * @param events the events asked for, and what occurred
 * @param failure the step at which it failed
 * @param state where it ended, for another solve to go on; empty where that was not asked for, and where it failed
 */
public record FinishedSolve(
        StepPrograms programs,
        Tensor start,
        List<Tensor> parameters,
        Setting setting,
        AcceptedSteps record,
        SavedRows rows,
        OutputOrder order,
        List<Tensor> outputs,
        StepStarts kept,
        Optional<StepResiduals> residuals,
        Outcome outcome,
        long evaluations,
        long jacobians,
        long bytes,
        double largestGap,
        double deviation,
        Optional<StateScale> scale,
        Optional<EventRecord> events,
        Optional<FailedStep> failure,
        Optional<ResumePoint> state) {
    /**
     * How a solve is asked to run.
     *
     * @param t0 start
     * @param t1 end
     * @param dt0 the first step asked for, signed; empty if none was
     * @param from where it goes on from, besides y
     * @param steps after how many accepted steps it ends
     * @param maxSteps the most attempts
     * @param anomalies whether to stop at the first value that is not finite, forward and back, and say what made it
     * @param progress told how far it is, forward and back
     */
    public record Setting(
            double t0,
            double t1,
            OptionalDouble dt0,
            StepSizeController controller,
            ResumePoint from,
            int steps,
            int maxSteps,
            boolean anomalies,
            ProgressMeter progress) {
        /** The same from another t0, with nothing but y and the step sizes. */
        Setting beginningAt(double start) {
            ResumePoint without = new ResumePoint(start, Optional.empty(), from.controller());
            return new Setting(start, t1, dt0, controller, without, steps, maxSteps, anomalies, progress);
        }
    }

    /** The flat initial state [n]. */
    public Tensor y0() {
        int n = programs.signature().state().size();
        return start.size() == n ? start : start.slice(0, 0, n);
    }

    /** What a start that is brought back is measured by; from y0 and the saved values where the solve was run for another adjoint. */
    public StateScale scaleOfReturn() {
        return scale.orElseGet(() -> {
            Tensor y0 = y0();
            Tensor saved = values().reshape(-1, y0.size()).abs();
            StateScale start = new StateScale(y0.abs());
            return saved.size() == 0 ? start : start.with(saved.max(0));
        });
    }

    /** Whose map step {@code index} is. */
    public StepPrograms programs(int index) {
        return record.isStored(index) ? programs.stored() : programs;
    }

    /** Whether the first step goes on from what was given of the solver's state, instead of what its init makes of y0. */
    public boolean isContinued() {
        return setting.from().solver().isPresent();
    }

    /** Where row {@code row} lies, as it moves with the tensors {@code times}: t0, t1 and ts. */
    public Tensor timeOfRow(int row, List<Tensor> times) {
        boolean move = times.stream().anyMatch(TracedTensor.class::isInstance);
        return new MovingTimes(this, move ? times : List.of()).ofRow(row);
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
                && record.end() == setting.t1()
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
                .map(firing -> firing.changes(events.get().events(), parameters))
                .orElse(OptionalInt.empty());
    }

    /** t0, t1 and ts. */
    public List<Tensor> times() {
        return List.of(Tensor.scalar(setting.t0()), Tensor.scalar(setting.t1()), Tensor.of(rows.givenTimes()));
    }

    /** The number of accepted steps. */
    public int steps() {
        return record.steps();
    }

    /** The signed size of the step before step {@code index}; 0 where that begins with nothing but y. */
    public double stepBefore(int index) {
        if (index == 0) {
            return setting.from().solver().map(SolverCarry::lastStep).orElse(0.0);
        }
        return record.isResynced(index) ? 0 : record.h(index - 1);
    }

    /**
     * Where between t0 (0) and t1 (1) the point after {@code point} steps stays when t0 or t1 moves; empty where it does not move with them, as
     * at events, and where the steps of another solve go on.
     */
    public OptionalDouble fraction(int point) {
        if (point == 0) {
            return OptionalDouble.of(0);
        }
        if (mover(point - 1).isPresent()) {
            return OptionalDouble.empty();
        }
        if (point == steps() && record.end() == setting.t1()) {
            return OptionalDouble.of(1);
        }
        if (setting.from().controller().isPresent()) {
            return OptionalDouble.empty();
        }
        int inserted = events.isPresent() ? events.get().cutsBefore(point) : 0;
        OptionalDouble dt0 = setting.dt0().isPresent()
                ? OptionalDouble.of(Math.abs(setting.dt0().getAsDouble()))
                : setting.dt0();
        return setting.controller().fraction(point - inserted, Math.abs(setting.t1() - setting.t0()), dt0);
    }

    /** The saved values. */
    public Tensor values() {
        return outputs.get(0);
    }

    /** Whether values inside of steps were returned, and so may have cotangents. */
    public boolean readsInside() {
        return isDense()
                || IntStream.range(0, rows.size())
                        .anyMatch(row -> rows.step(row) != SavedRows.START && rows.theta(row) != 1);
    }

    public boolean isDense() {
        return order.isDense();
    }
}
