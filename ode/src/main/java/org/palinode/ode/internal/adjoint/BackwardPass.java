package org.palinode.ode.internal.adjoint;

import java.util.Optional;
import java.util.function.Supplier;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.ResidualStore;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.IdleSteps;
import org.palinode.ode.internal.step.StepBindings;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;
import org.palinode.ode.outcome.SolveInterruptedException;

/**
 * The cotangents of one run on their way back through its steps. Works on the state in a stepper; knows nothing of where that state comes
 * from.
 */
final class BackwardPass {
    private final FinishedSolve run;
    private final CompiledStep stepper;
    private final SolveOutputs<Buffer> outputs;
    private final StepCotangents cotangents;
    private final TimeCotangents times;
    private final RowCotangents rows;
    private final Optional<EventCotangents> events;
    private final Optional<AnomalyCheck> anomalies;
    private final SweepCost cost;
    private final Supplier<StepBindings> bindings; // made once: a step allocates nothing

    private BackwardPass(
            FinishedSolve run,
            CompiledStep stepper,
            SolveOutputs<Buffer> outputs,
            StepCotangents cotangents,
            TimeCotangents times) {
        this.run = run;
        this.stepper = stepper;
        this.outputs = outputs;
        this.cotangents = cotangents;
        this.times = times;
        rows = new RowCotangents(run, outputs, cotangents.rows(), times);
        events = run.events().map(record -> new EventCotangents(run, outputs, cotangents));
        anomalies =
                run.request().anomalies() ? Optional.of(new AnomalyCheck(run, stepper, cotangents)) : Optional.empty();
        cost = new SweepCost(run, stepper);
        bindings = cotangents::bindings;
    }

    /** Begins a pass in a stepper of its own, which {@link #finish} gives back. */
    static BackwardPass begin(FinishedSolve run, SolveOutputs<Buffer> outputs, WantedCotangents wanted) {
        CompiledStep stepper = IdleSteps.take(run.programs());
        stepper.begin(run.parameters(), run.request().noise());
        StepCotangents cotangents = StepCotangents.of(stepper, wanted);
        cotangents.begin(outputs.end());
        return new BackwardPass(run, stepper, outputs, cotangents, new TimeCotangents(run, wanted.times()));
    }

    /** The step in whose memory the starts of steps are put. */
    CompiledStep stepper() {
        return stepper;
    }

    TimeCotangents times() {
        return times;
    }

    RowCotangents rows() {
        return rows;
    }

    /** Recomputes step {@code index} from its start, which is in the stepper, for its dense values. */
    void evaluate(int index) {
        run.record().attemptDense(index, stepper);
    }

    /** Adds the cotangents of rows saved at the end of a step, and of events at its ends; to be called before the step is pulled back. */
    void addSavedAtEnd(int index) {
        rows.addAtEnd(index);
        if (events.isPresent()) {
            times.addPoint(index + 1, events.get().pullEnd(index));
            events.get().pullStart(index);
        }
    }

    /** Gathers the cotangents of a step's dense values, from its own and from rows inside it; false if there are none. */
    boolean gatherDense(int index) {
        if (!rows.areInside(index) && outputs.dense() == null) {
            return false;
        }
        cotangents.placeDense(outputs.dense(), index);
        rows.addInside(index);
        return true;
    }

    /** Pulls the cotangents through step {@code index}, whose start is in the stepper. */
    void pullStep(int index) {
        gatherSavedAtEnd(index);
        boolean dense = gatherDense(index);
        StepPrograms map = run.programs(index);
        pullThrough(index, dense ? cotangents.denseStep(map) : cotangents.step(map));
    }

    /** Does as {@link #pullStep(int)}, with the residuals of the step in place too. */
    void pullStep(int index, ResidualStore residuals) {
        gatherSavedAtEnd(index);
        if (!gatherDense(index) && residuals.isDense()) {
            cotangents.placeDense(null, index);
        }
        pullThrough(index, residuals.pullBack(bindings));
        cost.addResidualStep();
    }

    /** Adds the cotangents of rows saved at the end of a step whose start is in the stepper. */
    private void gatherSavedAtEnd(int index) {
        if (rows.needValues(index)) {
            evaluate(index);
        }
        addSavedAtEnd(index);
    }

    /** Pulls the cotangents in place through step {@code index} by a plan of such steps. */
    void pullThrough(int index, CountedPlan plan) {
        SolveInterruptedException.stopGradientIfInterrupted(run.record().t(index), index + 1);
        run.record().place(index, stepper);
        if (anomalies.isPresent()) {
            anomalies.get().keep();
        }
        run(plan);
        if (anomalies.isPresent()) {
            anomalies.get().check(index);
        }
        if (times.areWanted()) {
            times.addStep(index, cotangents.timeBar(), cotangents.sizeBar());
        }
        cost.pulledBack(index);
    }

    /** Runs a plan and counts what it costs. */
    void run(CountedPlan counted) {
        counted.plan().run();
        cost.add(counted.program());
    }

    /**
     * The transpose of a resync before step {@code step}: the cotangents of the carry go to y, which is in the stepper or, where it was
     * reset, with the event.
     */
    void pullResync(int step) {
        if (run.programs().hasCarry()) {
            pullInit(step, run.record().t(step), afterResets(step, stepper.y()));
            cotangents.clearCarry();
        }
        if (isReset(step)) {
            times.addPoint(step, events.orElseThrow().pullResets(step));
        }
    }

    private boolean isReset(int step) {
        return !run.record().resets(step).isEmpty();
    }

    /** y after the resets before {@code step}; where there are none, the given one. */
    Buffer afterResets(int step, Buffer y) {
        return isReset(step) ? events.orElseThrow().afterResets(step).buffer() : y;
    }

    /** Pulls the cotangents of the carry back through the solver's init at (t, y), the start of {@code step}, and adds what comes out to that of y. */
    private void pullInit(int step, double t, Buffer y) {
        run(cotangents.init(t, y));
        cotangents.rows().addToY();
        anomalies.ifPresent(check -> check.checkInit(step, t, y));
        times.addPoint(step, times.areWanted() ? cotangents.timeBar() : 0);
    }

    /** Adds the rows that are y0 and pulls through the solver's init: the gradients are complete, and what all of it took is in the report. */
    Gradients finish(ReportDraft draft) {
        if (rows.needValues(SavedRows.START)) {
            evaluate(0);
        }
        rows.addAtStart();
        events.ifPresent(all -> all.pullEnd(SavedRows.START));
        if (run.programs().hasCarry() && !run.isContinued()) {
            pullInit(0, run.request().t0(), run.y0().buffer());
        }
        times.addSteps(outputs.steps());
        Tensor start = run.isContinued() ? Tensor.copyOf(cotangents.ends()) : cotangents.copyOfY();
        SolveInputs bars = new SolveInputs(start, cotangents.parameters().copies(), times.tensors());
        GradientReport report = cost.addTo(draft).finish();
        IdleSteps.giveBack(stepper);
        return new Gradients(bars, report);
    }
}
