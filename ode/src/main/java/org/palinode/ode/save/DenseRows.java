package org.palinode.ode.save;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.integrate.CompiledStepper;
import org.palinode.ode.integrate.Records;
import org.palinode.ode.integrate.StepListener;

/** Gathers the dense values of every step. */
public final class DenseRows implements StepListener {
    private final CompiledStepper stepper;
    private final Records rows;

    public DenseRows(CompiledStepper stepper) {
        this.stepper = stepper;
        rows = new Records((int) stepper.dense().type().bytes());
    }

    @Override
    public void accepted(int index, double t0, double t1, double h) {
        rows.add(stepper.dense());
    }

    public long bytes() {
        return rows.bytes();
    }

    /** [steps, dense values, n]. */
    public Tensor values() {
        TensorType state = stepper.programs().stateType();
        Shape shape = Shape.of(rows.size(), stepper.programs().denseValues(), state.size());
        Buffer values = Buffer.allocate(state.with(shape));
        rows.copyTo(values);
        return Tensor.owning(values);
    }
}
