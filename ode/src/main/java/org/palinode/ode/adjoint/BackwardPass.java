package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.integrate.CountedProgram;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.Stepper;
import org.palinode.ode.save.SavedRows;

/**
 * The cotangents of one run on their way back through its steps. Works on the state in a stepper; knows nothing of where that state comes
 * from.
 */
final class BackwardPass {
    private final Run run;
    private final Stepper stepper;
    private final OutputCotangents cotangents;
    private final BitSet wanted;
    private final PullBackPlans plans;
    private int nextRow;
    private long evaluations;
    private long pullBacks;
    private int residualSteps;

    BackwardPass(Run run, Stepper stepper, OutputCotangents cotangents, BitSet wanted) {
        this.run = run;
        this.stepper = stepper;
        this.cotangents = cotangents;
        this.wanted = wanted;
        plans = PullBackPlans.of(stepper, wanted);
        plans.clear();
        seek(run.steps());
    }

    PullBackPlans plans() {
        return plans;
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

    /** Adds the cotangents of rows saved at the end of a step; to be called before the step is pulled back. */
    void addSavedAtEnd(int index) {
        while (nextRow >= 0 && run.rows().step(nextRow) == index && run.rows().theta(nextRow) == 1) {
            loadRow(nextRow--);
            plans.addRow.run();
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
            loadRow(nextRow--);
            plans.interpolate().run();
        }
        return true;
    }

    /** Pulls the cotangents through step {@code index}, whose start is in the stepper. */
    void pullStep(int index) {
        boolean dense = gatherDense(index);
        stepper.place(run.record().t(index), run.record().h(index));
        run(dense ? plans.denseStep() : plans.step());
    }

    /** As {@link #pullStep}, with the residuals of the step in place too. */
    void pullStep(int index, ResidualPlans residuals) {
        if (!gatherDense(index) && residuals.isDense()) {
            plans.denseBars.fill(0);
        }
        stepper.place(run.record().t(index), run.record().h(index));
        run(residuals.pullBack());
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

    /** The transpose of a resync before step {@code step}, whose y is in the stepper: the cotangents of the solver's state go to y. */
    void pullResync(int step) {
        if (programs().states() > 0) {
            pullInit(run.record().t(step), stepper.y());
            for (int i = 1; i <= programs().states(); i++) {
                stepper.vector(plans.bars, i).fill(0);
            }
        }
    }

    /** Pulls the cotangents of the solver's state back through its init at (t, y), and adds what comes out to that of y. */
    private void pullInit(double t, Buffer y) {
        plans.time.set(0, t);
        plans.y0.copyFrom(y);
        plans.init().run();
        plans.addRow.run();
        count(programs().initVjp(wanted));
    }

    /** Adds the rows that are y0 and pulls through the solver's init: the gradients are complete. */
    Gradients finish(GradientReport report) {
        while (nextRow >= 0) {
            loadRow(nextRow--);
            plans.addRow.run();
        }
        if (programs().states() > 0) {
            pullInit(run.setting().t0(), run.y0().buffer());
        }
        List<Tensor> parameters = new ArrayList<>();
        int next = 0;
        for (int i = 0; i < programs().parameterTypes().size(); i++) {
            parameters.add(wanted.get(i) ? copy(plans.parameterBars.get(next++)) : null);
        }
        return new Gradients(copy(plans.yBar()), parameters, report);
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
