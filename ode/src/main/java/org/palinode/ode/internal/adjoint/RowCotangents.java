package org.palinode.ode.internal.adjoint;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.save.SavedRows;

/** The cotangents of saved rows, to which a sweep back comes from the last to the first. */
final class RowCotangents {
    private final SavedRows rows;
    private final SolveOutputs<Buffer> outputs;
    private final RowPullBack pullBack;
    private final TimeCotangents times;
    private int next;

    RowCotangents(FinishedSolve run, SolveOutputs<Buffer> outputs, RowPullBack pullBack, TimeCotangents times) {
        rows = run.rows();
        this.outputs = outputs;
        this.pullBack = pullBack;
        this.times = times;
        seek(run.steps());
    }

    /** Turns to the rows of step {@code step} and those before, to pass through them. */
    void seek(int step) {
        next = outputs.rows() == null ? -1 : rows.size() - 1;
        while (next >= 0 && rows.step(next) > step) {
            next--;
        }
    }

    private boolean isIn(int step) {
        return next >= 0 && rows.step(next) == step;
    }

    /** True if rows of a step need its values once more: where they move along it with their times. */
    boolean needValues(int step) {
        boolean needed = false;
        for (int row = next; times.areWanted() && row >= 0 && rows.step(row) == step; row--) {
            needed |= rows.isAtGivenTime(row);
        }
        return needed;
    }

    /** Adds those saved at the end of a step to the cotangent of y. */
    void addAtEnd(int step) {
        while (isIn(step) && rows.theta(next) == 1) {
            add(step);
        }
    }

    /** Adds those that are y0 to the cotangent of y. */
    void addAtStart() {
        while (next >= 0) {
            add(0);
        }
    }

    private void add(int step) {
        load();
        pullBack.addToY();
        pullTime(step);
        next--;
    }

    /** True if some lie inside a step. */
    boolean areInside(int step) {
        return step != SavedRows.START && isIn(step);
    }

    /** Adds those inside a step to the cotangents of its dense values. */
    void addInside(int step) {
        while (isIn(step)) {
            load();
            pullBack.addToDense();
            pullTime(step);
            next--;
        }
    }

    private void load() {
        pullBack.load(outputs.rows(), next, rows.theta(next));
    }

    /** Pulls the row in place back to its own time, if that was given and is wanted. */
    private void pullTime(int step) {
        if (times.areWanted() && rows.isAtGivenTime(next)) {
            times.addRow(next, step, pullBack.thetaBar());
        }
    }
}
