package org.palinode.ode;

import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.Parts;
import org.palinode.ode.internal.step.StepPart;

/**
 * The inside of the steps of a run, by its solver's interpolant.
 *
 * @param y0 the flat state at t0 [n]
 * @param values what the interpolant reads [steps, count, n]
 * @param steps time and size of each [steps, 2]
 */
record DenseOutput(FinishedSolve run, Tensor y0, Tensor values, Tensor steps) {
    /** The dense output among the outputs of a run; refuses a run that did not keep it. */
    static DenseOutput of(FinishedSolve run, Tensor y0, List<Tensor> outputs) {
        if (!run.isDense()) {
            throw new IllegalStateException(
                    "evaluate and derivative need the whole solution; solve with SaveAt.dense()");
        }
        SolveOutputs<Tensor> named = run.outputs().named(outputs);
        return new DenseOutput(run, y0, named.dense(), named.steps());
    }

    /** y(t), flat. */
    Tensor evaluate(Tensor t) {
        int step = step(t.concrete().item());
        return run.steps() == 0 ? y0 : interpolate(step, t);
    }

    /** dy/dt of the interpolant, flat. */
    Tensor derivative(double t) {
        int step = step(t);
        if (run.steps() == 0) {
            throw new IllegalStateException(
                    "a solution without steps has no derivative; this one ends where it starts, at t = "
                            + run.request().t0());
        }
        Tangents tangents = new Tangents();
        return tangents.tangent(interpolate(step, tangents.variable(Tensor.scalar(t), Tensor.scalar(1))));
    }

    private Tensor interpolate(int step, Tensor t) {
        Tensor theta = t.minus(steps.get(step, 0)).dividedBy(steps.get(step, 1));
        Tensor own = values.index(0, step);
        List<Tensor> dense = IntStream.range(0, own.shape().dim(0))
                .mapToObj(i -> own.index(0, i))
                .toList();
        return run.programs()
                .interpolate()
                .call(Parts.of(StepPart.THETA, theta).with(StepPart.DENSE, dense))
                .one(StepPart.ROW);
    }

    /** The step that contains t; at its end the step that ends there. */
    private int step(double t) {
        AcceptedSteps record = run.record();
        double t0 = run.request().t0();
        double direction = record.end() >= t0 ? 1 : -1;
        if (!(direction * (t - t0) >= 0) || !(direction * (record.end() - t) >= 0)) {
            throw new IllegalArgumentException("t = " + t + " lies outside the solution, which goes from " + t0 + " to "
                    + record.end() + "; ask inside, or solve further");
        }
        int low = 0;
        int high = record.steps() - 1;
        while (low < high) {
            int middle = (low + high + 1) / 2;
            if (direction * record.t(middle) < direction * t) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
