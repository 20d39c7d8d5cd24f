package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.noise.SolveNoise;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.MovingTimes;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.save.SavedRows;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepPart;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.StepSignature;

/**
 * The recorded steps of a run repeated in traced operations, one call of the compiled step each: the solve written out. Whatever watches
 * operations can differentiate it, forward, in reverse, and to any order, at the price of O(steps) memory.
 */
final class Replay {
    private final FinishedSolve run;
    private final StepPrograms programs;
    private final List<Tensor> parameters;
    private final MovingTimes times;
    private final ReplayedEvents events;
    private final List<Tensor> starts = new ArrayList<>();
    private final List<Tensor> sizes = new ArrayList<>();
    private final List<List<Tensor>> dense = new ArrayList<>();

    private Replay(FinishedSolve run, List<Tensor> parameters, MovingTimes times) {
        this.run = run;
        this.programs = run.programs();
        this.parameters = parameters;
        this.times = times;
        events = run.events().isPresent() ? new ReplayedEvents(run, parameters, times) : null;
    }

    /** The outputs of the run as they depend on its inputs. */
    static SolveOutputs<Tensor> outputs(FinishedSolve run, SolveInputs inputs) {
        return new Replay(run, inputs.parameters(), new MovingTimes(run, inputs.times())).outputs(inputs.start());
    }

    private SolveOutputs<Tensor> outputs(Tensor start) {
        AcceptedSteps record = run.record();
        SolveNoise.Written noise = run.request().noise().written(parameters);
        Parts<Tensor> state = run.isContinued() ? ends(start) : begun(times.t(0), start);
        Tensor y0 = state.one(StepPart.Y);
        addEvent(SavedRows.START, y0);
        List<Tensor> ends = new ArrayList<>();
        for (int step = 0; step < record.steps(); step++) {
            Tensor t = events == null ? times.t(step) : events.start(step);
            if (record.isResynced(step)) {
                state = begun(
                        t, events == null ? state.one(StepPart.Y) : events.afterResets(step, t, state.one(StepPart.Y)));
            }
            Tensor h = events == null ? times.h(step) : events.size(step, state);
            List<Tensor> heard = noise.over(record.from(step), record.to(step));
            state = run.programs(step).denseStep().call(StepSignature.inputs(state, t, h, heard));
            addEvent(step, state.one(StepPart.Y));
            starts.add(t);
            sizes.add(h);
            ends.add(state.one(StepPart.Y));
            dense.add(state.all(StepPart.DENSE));
        }
        return outputs(y0, ends, ends(state));
    }

    private SolveOutputs<Tensor> outputs(Tensor y0, List<Tensor> ends, Parts<Tensor> last) {
        SolveOutputs<Tensor> known = run.outputs();
        List<Tensor> values = dense.stream().flatMap(List::stream).toList();
        return new SolveOutputs<>(
                stacked(rows(y0, ends), known.rows()),
                known.dense() == null ? null : stacked(values, known.dense()),
                known.steps() == null ? null : stepTimes(known.steps()),
                known.end() == null ? null : Tensor.concatenate(0, last.list()),
                events == null ? null : events.eventTimes(),
                events == null ? null : stacked(events.states(), known.eventStates()));
    }

    private void addEvent(int step, Tensor y) {
        if (events != null) {
            events.ended(step, y);
        }
    }

    /** y and the carry, from one block of both. */
    private Parts<Tensor> ends(Tensor block) {
        int n = programs.signature().state().size();
        return Parts.of(StepPart.Y, block.slice(0, 0, n)).with(StepPart.CARRY, slices(block, n));
    }

    private List<Tensor> slices(Tensor block, int n) {
        return IntStream.rangeClosed(1, programs.signature().carry())
                .mapToObj(i -> block.slice(0, i * n, (i + 1) * n))
                .toList();
    }

    private static Parts<Tensor> ends(Parts<Tensor> step) {
        return step.keeping(part -> part == StepPart.Y || part == StepPart.CARRY);
    }

    /** y, and the carry begun from it. */
    private Parts<Tensor> begun(Tensor t, Tensor y) {
        Parts<Tensor> point = Parts.of(StepPart.TIME, t).with(StepPart.Y, y).with(StepPart.PARAMETERS, parameters);
        return Parts.of(StepPart.Y, y).with(programs.init().call(point));
    }

    private Tensor stepTimes(Tensor known) {
        List<Tensor> all = new ArrayList<>();
        for (int step = 0; step < run.steps(); step++) {
            all.add(Tensor.stack(starts.get(step), sizes.get(step)));
        }
        return stacked(all, known);
    }

    private List<Tensor> rows(Tensor y0, List<Tensor> ends) {
        SavedRows saved = run.rows();
        List<Tensor> rows = new ArrayList<>();
        for (int row = 0; row < saved.size(); row++) {
            int step = saved.step(row);
            boolean start = step == SavedRows.START;
            if (start || saved.theta(row) == 1) {
                Tensor y = start ? y0 : ends.get(step);
                rows.add(saved.isAtGivenTime(row) && endMoves(step) ? moving(y, row, Math.max(step, 0)) : y);
            } else {
                rows.add(interpolated(step, theta(row, step)));
            }
        }
        return rows;
    }

    /** True if a row at a given time and the end of its step may move apart. */
    private boolean endMoves(int step) {
        return times.move() || run.mover(step).isPresent();
    }

    /** The fraction of its step at which a row lies, which moves with the step and with the row's time. */
    private Tensor theta(int row, int step) {
        return times.time(row).minus(starts.get(step)).dividedBy(sizes.get(step));
    }

    /** A row at an end of a step, which moves along the step with its time. */
    private Tensor moving(Tensor y, int row, int step) {
        Tensor theta = theta(row, step);
        return y.plus(interpolated(step, theta).minus(interpolated(step, theta.stopGradient())));
    }

    private Tensor interpolated(int step, Tensor theta) {
        return programs.interpolate()
                .call(Parts.of(StepPart.THETA, theta).with(StepPart.DENSE, dense.get(step)))
                .one(StepPart.ROW);
    }

    private static Tensor stacked(List<Tensor> vectors, Tensor like) {
        return vectors.isEmpty() ? like : Tensor.stack(0, vectors).reshape(like.shape());
    }
}
