package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.CountedProgram;
import org.palinode.ode.integrate.SolveInterruptedException;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.Wanted;
import org.palinode.ode.progress.ProgressMeter;
import org.palinode.ode.save.SavedRows;

/**
 * The cotangents of one run on their way back through its steps. Works on the state in a stepper; knows nothing of where that state comes
 * from.
 */
final class BackwardPass {
    private final Run run;
    private final CompiledStepper stepper;
    private final OutputCotangents cotangents;
    private final Wanted wanted;
    private final PullBackPlans plans;
    private final TimeCotangents times;
    private final EventCotangents events;
    private final AnomalyCheck anomalies;
    private final ProgressMeter.Reports progress;
    private int nextRow;
    private long evaluations;
    private long pullBacks;
    private int residualSteps;

    BackwardPass(Run run, CompiledStepper stepper, OutputCotangents cotangents, Wanted wanted) {
        this.run = run;
        this.stepper = stepper;
        this.cotangents = cotangents;
        this.wanted = wanted;
        plans = PullBackPlans.of(stepper, wanted);
        plans.clear();
        if (cotangents.end() != null) {
            plans.bars.copyFrom(cotangents.end());
        }
        times = new TimeCotangents(run);
        events = run.events().isPresent() ? new EventCotangents(run, cotangents, plans, wanted.parameters()) : null;
        anomalies = run.setting().anomalies() ? new AnomalyCheck(run, stepper, plans) : null;
        progress = run.setting().progress().begin(true);
        seek(run.steps());
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

    /** Turns to the rows of step {@code step} and those before, to pass through them. */
    void seek(int step) {
        nextRow = cotangents.rows() == null ? -1 : run.rows().size() - 1;
        while (nextRow >= 0 && run.rows().step(nextRow) > step) {
            nextRow--;
        }
    }

    /** Whether rows of step {@code index} need its values once more: where they move along it with their times. */
    boolean needsValues(int index) {
        boolean needed = false;
        for (int row = nextRow; wanted.times() && row >= 0 && run.rows().step(row) == index; row--) {
            needed |= run.rows().isAtGivenTime(row);
        }
        return needed;
    }

    /** Takes step {@code index} from its start, which is in the stepper, for its dense values. */
    void evaluate(int index) {
        stepper.attemptDense(run.record().t(index), run.record().h(index));
    }

    /** Adds the cotangents of rows saved at the end of a step, and of events at its ends; to be called before the step is pulled back. */
    void addSavedAtEnd(int index) {
        while (nextRow >= 0 && run.rows().step(nextRow) == index && run.rows().theta(nextRow) == 1) {
            loadRow(nextRow);
            plans.addRow.run();
            pullTime(nextRow--, index);
        }
        if (events != null) {
            events.pullEnd(index);
            events.pullStart(index);
        }
    }

    /** Pulls the row in place back to its own time, if that was given and is wanted. */
    private void pullTime(int index, int step) {
        if (wanted.times() && run.rows().isAtGivenTime(index)) {
            plans.theta.set(0, run.rows().theta(index));
            plans.thetaVjp().run();
            times.addRow(index, step, plans.thetaBar.get(0));
        }
    }

    private void loadRow(int index) {
        int bytes = plans.row.bytes().capacity();
        plans.row.bytes().put(0, cotangents.rows().bytes(), index * bytes, bytes);
    }

    /** Gathers the cotangents of a step's dense values, from its own and from rows inside it; false if there are none. */
    boolean gatherDense(int index) {
        boolean inside = nextRow >= 0 && run.rows().step(nextRow) == index && index != SavedRows.START;
        if (!inside && cotangents.dense() == null) {
            return false;
        }
        int bytes = plans.denseBars.bytes().capacity();
        if (cotangents.dense() == null) {
            plans.denseBars.fill(0);
        } else {
            plans.denseBars.bytes().put(0, cotangents.dense().bytes(), index * bytes, bytes);
        }
        while (nextRow >= 0 && run.rows().step(nextRow) == index) {
            plans.theta.set(0, run.rows().theta(nextRow));
            loadRow(nextRow);
            plans.interpolate().run();
            pullTime(nextRow--, index);
        }
        return true;
    }

    /** Pulls the cotangents through step {@code index}, whose start is in the stepper. */
    void pullStep(int index) {
        gatherSavedAtEnd(index);
        boolean dense = gatherDense(index);
        pullThrough(index, dense ? plans.denseStep() : plans.step());
    }

    /** Adds the cotangents of rows saved at the end of a step whose start is in the stepper. */
    private void gatherSavedAtEnd(int index) {
        if (needsValues(index)) {
            evaluate(index);
        }
        addSavedAtEnd(index);
    }

    /** Pulls the cotangents through step {@code index} by a plan of such steps. */
    void pullThrough(int index, CountedPlan plan) {
        SolveInterruptedException.stopGradientIfInterrupted(run.record().t(index), index + 1);
        stepper.place(run.record().t(index), run.record().h(index));
        if (anomalies != null) {
            anomalies.keep();
        }
        run(plan);
        if (anomalies != null) {
            anomalies.check(index);
        }
        if (wanted.times()) {
            times.addStep(index, plans.tBar.get(0), plans.hBar.get(0));
        }
        int done = run.steps() - index;
        progress.at(run.record().t(index), (double) done / run.steps(), done, evaluations + stepper.evaluations());
    }

    /** As {@link #pullStep}, with the residuals of the step in place too. */
    void pullStep(int index, ResidualPlans residuals) {
        gatherSavedAtEnd(index);
        if (!gatherDense(index) && residuals.isDense()) {
            plans.denseBars.fill(0);
        }
        pullThrough(index, residuals.pullBack());
        residualSteps++;
    }

    int residualSteps() {
        return residualSteps;
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
        if (programs().states() > 0) {
            pullInit(step, run.record().t(step), afterResets(step, stepper.y()));
            for (int i = 1; i <= programs().states(); i++) {
                stepper.vector(plans.bars, i).fill(0);
            }
        }
        if (isReset(step)) {
            events.pullResets(step);
        }
    }

    private boolean isReset(int step) {
        return !run.record().resets(step).isEmpty();
    }

    /** y after the resets before {@code step}; where there are none, the given one. */
    Buffer afterResets(int step, Buffer y) {
        return isReset(step) ? events.afterResets(step).buffer() : y;
    }

    /** Pulls the cotangents of the solver's state back through its init at (t, y), the start of {@code step}, and adds what comes out to that of y. */
    private void pullInit(int step, double t, Buffer y) {
        plans.time.set(0, t);
        plans.y0.copyFrom(y);
        plans.init().run();
        plans.addRow.run();
        times.addPoint(step, wanted.times() ? plans.tBar.get(0) : 0);
        count(programs().pullBacks().init(wanted));
    }

    /** Adds the rows that are y0 and pulls through the solver's init: the gradients are complete. */
    Gradients finish(GradientReport report) {
        boolean evaluated = false;
        while (nextRow >= 0) {
            if (needsValues(SavedRows.START) && !evaluated) {
                evaluate(0);
                evaluated = true;
            }
            loadRow(nextRow);
            plans.addRow.run();
            pullTime(nextRow--, 0);
        }
        if (events != null) {
            events.pullEnd(SavedRows.START);
        }
        if (programs().states() > 0 && !run.isContinued()) {
            pullInit(0, run.setting().t0(), run.y0().buffer());
        }
        List<Tensor> parameters = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < programs().parameterTypes().size(); i++) {
            parameters.add(wanted.parameters().get(i) ? copy(plans.parameterBars.get(next++)) : null);
        }
        times.addSteps(cotangents.steps());
        Buffer startBar = run.isContinued() ? plans.bars : plans.yBar();
        return new Gradients(copy(startBar), parameters, wanted.times() ? times.tensors() : List.of(), report);
    }

    static Tensor copy(Buffer buffer) {
        Buffer copy = Buffer.allocate(buffer.type());
        copy.copyFrom(buffer);
        return Tensor.owning(copy);
    }

    long evaluations() {
        return evaluations;
    }

    long pullBacks() {
        return pullBacks;
    }
}
