package org.palinode.ode.internal.save;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.integrate.BufferLog;
import org.palinode.ode.internal.integrate.StepListener;
import org.palinode.ode.internal.step.CompiledStep;

/** Gathers the dense values of every step. */
public final class DenseRows implements StepListener {
    private final CompiledStep stepper;
    private final BufferLog rows;

    public DenseRows(CompiledStep stepper) {
        this.stepper = stepper;
        rows = new BufferLog((int) stepper.dense().type().bytes());
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
        TensorType state = stepper.programs().signature().state();
        Shape shape = Shape.of(rows.size(), stepper.programs().denseValues(), state.size());
        Buffer values = Buffer.allocate(state.with(shape));
        rows.copyTo(values);
        return Tensor.owning(values);
    }
}
