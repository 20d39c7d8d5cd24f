package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.plan.Call;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.integrate.CountedProgram;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.StepRecord;
import org.palinode.ode.save.SavedRows;

/**
 * The recorded steps of a run taken again in traced operations, one call of the compiled step each: the solve written out. Whatever watches
 * operations can differentiate it, forward, in reverse, and to any order, at the price of O(steps) memory.
 */
final class Replay {
    private final Run run;
    private final StepPrograms programs;
    private final List<Tensor> parameters;
    private final MovingTimes times;
    private final List<List<Tensor>> dense = new ArrayList<>();

    private Replay(Run run, List<Tensor> parameters, MovingTimes times) {
        this.run = run;
        this.programs = run.programs();
        this.parameters = parameters;
        this.times = times;
    }

    /**
     * The outputs of the run.
     *
     * @param inputs y0 and the parameters
     * @param times t0, t1 and ts; empty where nothing follows them
     */
    static List<Tensor> outputs(Run run, List<Tensor> inputs, List<Tensor> times) {
        return new Replay(run, inputs.subList(1, inputs.size()), new MovingTimes(run, times)).outputs(inputs.get(0));
    }

    private List<Tensor> outputs(Tensor y0) {
        StepRecord record = run.record();
        List<Tensor> state = begun(0, y0);
        List<Tensor> ends = new ArrayList<>();
        for (int step = 0; step < record.steps(); step++) {
            if (record.isResynced(step)) {
                state = begun(step, state.get(0));
            }
            List<Tensor> in = new ArrayList<>(List.of(times.t(step), times.h(step)));
            in.addAll(state);
            List<Tensor> out = call(programs.denseStep(), in, parameters);
            state = new ArrayList<>(out.subList(0, 1 + programs.states()));
            ends.add(state.get(0));
            dense.add(out.subList(out.size() - programs.denseValues(), out.size()));
        }
        List<Tensor> outputs = new ArrayList<>(List.of(stacked(rows(y0, ends), run.values())));
        if (run.isDense()) {
            List<Tensor> values = dense.stream().flatMap(List::stream).toList();
            outputs.add(stacked(values, run.outputs().get(1)));
            outputs.add(stepTimes(run.outputs().get(2)));
        }
        return outputs;
    }

    /** y, and the solver's state begun from it at the start of a step. */
    private List<Tensor> begun(int step, Tensor y) {
        List<Tensor> state = new ArrayList<>(List.of(y));
        state.addAll(call(programs.init(), List.of(times.t(step), y), parameters));
        return state;
    }

    private Tensor stepTimes(Tensor known) {
        if (!times.move()) {
            return known;
        }
        List<Tensor> all = new ArrayList<>();
        for (int step = 0; step < run.steps(); step++) {
            all.add(Tensor.stack(times.t(step), times.h(step)));
        }
        return Tensor.stack(0, all);
    }

    private List<Tensor> rows(Tensor y0, List<Tensor> ends) {
        SavedRows saved = run.rows();
        List<Tensor> rows = new ArrayList<>();
        for (int row = 0; row < saved.size(); row++) {
            int step = saved.step(row);
            boolean start = step == SavedRows.START;
            if (start || saved.theta(row) == 1) {
                Tensor y = start ? y0 : ends.get(step);
                rows.add(times.move() && saved.isAtGivenTime(row) ? moving(y, row, Math.max(step, 0)) : y);
            } else {
                boolean moves = times.move() && saved.isAtGivenTime(row);
                rows.add(interpolated(step, moves ? times.theta(row, step) : Tensor.scalar(saved.theta(row))));
            }
        }
        return rows;
    }

    /** A row at an end of a step, which moves along the step with its time. */
    private Tensor moving(Tensor y, int row, int step) {
        Tensor theta = times.theta(row, step);
        return y.plus(interpolated(step, theta).minus(interpolated(step, theta.stopGradient())));
    }

    private Tensor interpolated(int step, Tensor theta) {
        return call(programs.interpolate(), List.of(theta), dense.get(step)).get(0);
    }

    private static Tensor stacked(List<Tensor> vectors, Tensor like) {
        return vectors.isEmpty() ? like : Tensor.stack(0, vectors).reshape(like.shape());
    }

    private static List<Tensor> call(CountedProgram program, List<Tensor> first, List<Tensor> rest) {
        List<Tensor> in = new ArrayList<>(first);
        in.addAll(rest);
        return Tensor.apply(new Call(program.program()), in);
    }
}
