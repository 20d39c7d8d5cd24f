package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.progress.ProgressMeter;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.ResidualStore;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.CountedPlan;
import org.palinode.ode.internal.step.CountedProgram;
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
    private final OutputCotangents cotangents;
    private final WantedCotangents wanted;
    private final PullBackPlans plans;
    private final TimeCotangents times;
    private final RowCotangents rows;
    private final Optional<EventCotangents> events;
    private final Optional<AnomalyCheck> anomalies;
    private final Supplier<StepBindings> bindings; // made once: a step allocates nothing
    private final StepPull pull;
    private final ProgressMeter.Reports progress;
    private long evaluations;
    private long pullBacks;
    private int residualSteps;

    private BackwardPass(
            FinishedSolve run, CompiledStep stepper, OutputCotangents cotangents, WantedCotangents wanted) {
        this.run = run;
        this.stepper = stepper;
        this.cotangents = cotangents;
        this.wanted = wanted;
        plans = PullBackPlans.of(stepper, wanted);
        bindings = plans::bindings;
        plans.clear();
        if (cotangents.end() != null) {
            plans.bars.copyFrom(cotangents.end());
        }
        times = new TimeCotangents(run, wanted.times());
        rows = new RowCotangents(run, cotangents.rows(), plans, times);
        events = run.events().map(record -> new EventCotangents(run, cotangents, plans, wanted.parameters()));
        anomalies = run.request().anomalies() ? Optional.of(new AnomalyCheck(run, stepper, plans)) : Optional.empty();
        pull = anomalies.map(this::checked).orElse((index, plan) -> run(plan));
        progress = run.request().progress().beginSweep();
    }

    /** Begins a pass in a stepper of its own, which {@link #finish} gives back. */
    static BackwardPass begin(FinishedSolve run, OutputCotangents cotangents, WantedCotangents wanted) {
        CompiledStep stepper = IdleSteps.take(run.programs());
        stepper.begin(run.parameters());
        return new BackwardPass(run, stepper, cotangents, wanted);
    }

    /** The step in whose memory the starts of steps are put. */
    CompiledStep stepper() {
        return stepper;
    }

    /** Pull-back of the cotangents in place through a step. */
    @FunctionalInterface
    private interface StepPull {
        void through(int index, CountedPlan plan);
    }

    private StepPull checked(AnomalyCheck check) {
        return (index, plan) -> {
            check.keep();
            run(plan);
            check.check(index);
        };
    }

    PullBackPlans plans() {
        return plans;
    }

    TimeCotangents times() {
        return times;
    }

    private StepPrograms programs() {
        return run.programs();
    }

    RowCotangents rows() {
        return rows;
    }

    /** Takes step {@code index} from its start, which is in the stepper, for its dense values. */
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
        if (!rows.areInside(index) && cotangents.dense() == null) {
            return false;
        }
        int bytes = plans.denseBars.bytes().capacity();
        if (cotangents.dense() == null) {
            plans.denseBars.fill(0);
        } else {
            plans.denseBars.bytes().put(0, cotangents.dense().bytes(), index * bytes, bytes);
        }
        rows.addInside(index);
        return true;
    }

    /** Pulls the cotangents through step {@code index}, whose start is in the stepper. */
    void pullStep(int index) {
        gatherSavedAtEnd(index);
        boolean dense = gatherDense(index);
        StepPrograms map = run.programs(index);
        pullThrough(index, dense ? plans.denseStep(map) : plans.step(map));
    }

    /** Adds the cotangents of rows saved at the end of a step whose start is in the stepper. */
    private void gatherSavedAtEnd(int index) {
        if (rows.needValues(index)) {
            evaluate(index);
        }
        addSavedAtEnd(index);
    }

    /** Pulls the cotangents through step {@code index} by a plan of such steps. */
    void pullThrough(int index, CountedPlan plan) {
        SolveInterruptedException.stopGradientIfInterrupted(run.record().t(index), index + 1);
        stepper.place(run.record().t(index), run.record().h(index));
        pull.through(index, plan);
        if (times.areWanted()) {
            times.addStep(index, plans.tBar.get(0), plans.hBar.get(0));
        }
        int done = run.steps() - index;
        progress.at(run.record().t(index), (double) done / run.steps(), done, evaluations + stepper.evaluations());
    }

    /** Pulls back as {@link #pullStep}, with the residuals of the step in place too. */
    void pullStep(int index, ResidualStore residuals) {
        gatherSavedAtEnd(index);
        if (!gatherDense(index) && residuals.isDense()) {
            plans.denseBars.fill(0);
        }
        pullThrough(index, residuals.pullBack(bindings));
        residualSteps++;
    }

    /** Runs a plan and counts what it costs. */
    void run(CountedPlan counted) {
        counted.plan().run();
        count(counted.program());
    }

    private void count(CountedProgram counted) {
        evaluations += counted.evaluations();
        pullBacks += counted.pullBacks();
    }

    /**
     * The transpose of a resync before step {@code step}: the cotangents of the solver's state go to y, which is in the stepper or, where it was
     * reset, with the event.
     */
    void pullResync(int step) {
        if (programs().hasCarry()) {
            pullInit(step, run.record().t(step), afterResets(step, stepper.y()));
            plans.carryBars().forEach(bar -> bar.fill(0));
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

    /** Pulls the cotangents of the solver's state back through its init at (t, y), the start of {@code step}, and adds what comes out to that of y. */
    private void pullInit(int step, double t, Buffer y) {
        plans.time.set(0, t);
        plans.y0.copyFrom(y);
        plans.init().plan().run();
        plans.addRow.run();
        anomalies.ifPresent(check -> check.checkInit(step, t, y));
        times.addPoint(step, times.areWanted() ? plans.tBar.get(0) : 0);
        count(programs().pullBacks().init(wanted));
    }

    /** Adds the rows that are y0 and pulls through the solver's init: the gradients are complete, and what all of it took is in the report. */
    Gradients finish(ReportDraft draft) {
        if (rows.needValues(SavedRows.START)) {
            evaluate(0);
        }
        rows.addAtStart();
        events.ifPresent(all -> all.pullEnd(SavedRows.START));
        if (programs().hasCarry() && !run.isContinued()) {
            pullInit(0, run.request().t0(), run.y0().buffer());
        }
        List<Tensor> parameters = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < programs().signature().parameters().size(); i++) {
            parameters.add(wanted.parameters().get(i) ? Tensor.copyOf(plans.parameterBars.get(next++)) : null);
        }
        times.addSteps(cotangents.steps());
        GradientReport report = draft.steps(run.steps())
                .residualSteps(residualSteps)
                .evaluations(evaluations + stepper.evaluations())
                .pullBacks(pullBacks)
                .finish();
        Tensor startBar = Tensor.copyOf(run.isContinued() ? plans.bars : plans.yBar());
        IdleSteps.giveBack(stepper);
        return new Gradients(new SolveInputs(startBar, parameters, times.tensors()), report);
    }
}
