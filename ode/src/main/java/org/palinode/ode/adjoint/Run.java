package org.palinode.ode.adjoint;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;
import org.palinode.ode.controller.StepSizeController;
import org.palinode.ode.event.EventRecord;
import org.palinode.ode.integrate.FailedStep;
import org.palinode.ode.integrate.Outcome;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.StepRecord;
import org.palinode.ode.progress.ProgressMeter;
import org.palinode.ode.save.SavedRows;

/**
 * A finished solve: what went in, the steps it took, what came out, and what was kept for its gradient. Not changed any more; it can be
 * pulled back as often as wanted, and under other adjoints.
 *
 * @param programs what was stepped
 * @param y0 the flat initial state [n]
 * @param parameters arguments and closed-over tensors
 * @param setting how it was asked to run
 * @param record the accepted steps
 * @param rows where saved rows lie
 * @param outputs the saved rows [m, n]; then, if they were kept, the dense values [steps, count, n] and the time and size of each
 *     step [steps, 2]; last times [k] and states [k, n] of events if any were asked for
 * @param kept the states kept for the gradient
 * @param residuals what else was kept of the steps, for the first pull-back that can use it
 * @param outcome how it ended
 * @param evaluations of the field
 * @param jacobians of the field that were evaluated
 * @param bytes held at the peak: arenas, kept states, saved values
 * @param largestGap the largest relative gap |y − z| of a reversible solve; else 0
 * @param events the events asked for, and what occurred
 * @param failure the step at which it failed
 */
public record Run(
        StepPrograms programs,
        Tensor y0,
        List<Tensor> parameters,
        Setting setting,
        StepRecord record,
        SavedRows rows,
        List<Tensor> outputs,
        Checkpoints kept,
        Optional<StepResiduals> residuals,
        Outcome outcome,
        long evaluations,
        long jacobians,
        long bytes,
        double largestGap,
        Optional<EventRecord> events,
        Optional<FailedStep> failure) {
    /**
     * How a solve is asked to run.
     *
     * @param t0 start
     * @param t1 end
     * @param dt0 the first step asked for, signed; empty if none was
     * @param maxSteps the most attempts
     * @param anomalies whether to stop at the first value that is not finite, forward and back, and say what made it
     * @param progress told how far it is, forward and back
     */
    public record Setting(
            double t0,
            double t1,
            OptionalDouble dt0,
            StepSizeController controller,
            int maxSteps,
            boolean anomalies,
            ProgressMeter progress) {}

    /** Where row {@code row} lies, as it moves with the tensors {@code times}: t0, t1 and ts. */
    public Tensor timeOfRow(int row, List<Tensor> times) {
        boolean move = times.stream().anyMatch(TracedTensor.class::isInstance);
        return new MovingTimes(this, move ? times : List.of()).ofRow(row);
    }

    /** t0, t1 and ts. */
    List<Tensor> times() {
        return List.of(Tensor.scalar(setting.t0()), Tensor.scalar(setting.t1()), Tensor.of(rows.givenTimes()));
    }

    /** The number of accepted steps. */
    public int steps() {
        return record.steps();
    }

    /**
     * Where between t0 (0) and t1 (1) the point after {@code point} steps stays when t0 or t1 moves; empty where it does not move with them, as
     * at events.
     */
    OptionalDouble fraction(int point) {
        if (point == 0) {
            return OptionalDouble.of(0);
        }
        if (events.isPresent() && events.get().isRoot(point - 1)) {
            return OptionalDouble.empty();
        }
        if (point == steps() && record.end() == setting.t1()) {
            return OptionalDouble.of(1);
        }
        int inserted = events.isPresent() ? events.get().rootsBefore(point) : 0;
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
    boolean readsInside() {
        return isDense()
                || IntStream.range(0, rows.size())
                        .anyMatch(row -> rows.step(row) != SavedRows.START && rows.theta(row) != 1);
    }

    public boolean isDense() {
        return outputs.size() > (events.isPresent() ? 3 : 1);
    }
}
