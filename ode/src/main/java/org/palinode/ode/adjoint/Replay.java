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

    private Replay(Run run, List<Tensor> parameters) {
        this.run = run;
        this.programs = run.programs();
        this.parameters = parameters;
    }

    /** The outputs of the run, from inputs y0 and the parameters. */
    static List<Tensor> outputs(Run run, List<Tensor> inputs) {
        return new Replay(run, inputs.subList(1, inputs.size())).outputs(inputs.get(0));
    }

    private List<Tensor> outputs(Tensor y0) {
        StepRecord record = run.record();
        List<Tensor> state = begun(run.setting().t0(), y0);
        List<Tensor> rows = new ArrayList<>();
        List<Tensor> dense = new ArrayList<>();
        addRows(rows, SavedRows.START, state, List.of());
        for (int step = 0; step < record.steps(); step++) {
            if (record.isResynced(step)) {
                state = begun(record.t(step), state.get(0));
            }
            List<Tensor> in = new ArrayList<>(List.of(Tensor.scalar(record.t(step)), Tensor.scalar(record.h(step))));
            in.addAll(state);
            List<Tensor> out = call(programs.denseStep(), in, parameters);
            state = new ArrayList<>(out.subList(0, 1 + programs.states()));
            List<Tensor> values = out.subList(out.size() - programs.denseValues(), out.size());
            addRows(rows, step, state, values);
            dense.addAll(values);
        }
        List<Tensor> outputs = new ArrayList<>(List.of(stacked(rows, run.values())));
        if (run.isDense()) {
            outputs.add(stacked(dense, run.outputs().get(1)));
        }
        return outputs;
    }

    /** y, and the solver's state begun from it. */
    private List<Tensor> begun(double t, Tensor y) {
        List<Tensor> state = new ArrayList<>(List.of(y));
        state.addAll(call(programs.init(), List.of(Tensor.scalar(t), y), parameters));
        return state;
    }

    private void addRows(List<Tensor> rows, int step, List<Tensor> state, List<Tensor> dense) {
        SavedRows saved = run.rows();
        for (int row = rows.size(); row < saved.size() && saved.step(row) == step; row++) {
            boolean end = step == SavedRows.START || saved.theta(row) == 1;
            rows.add(
                    end
                            ? state.get(0)
                            : call(programs.interpolate(), List.of(Tensor.scalar(saved.theta(row))), dense)
                                    .get(0));
        }
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
