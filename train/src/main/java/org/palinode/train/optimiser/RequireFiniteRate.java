package org.palinode.train.optimiser;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.IdentityOperation;

/** (learning rate, steps) → learning rate, if it is finite; else throws: parameters moved by another one are lost. */
enum RequireFiniteRate implements IdentityOperation {
    CHECK;

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        Buffer rate = in.get(0);
        Buffer steps = in.get(1);
        return () -> {
            if (!Double.isFinite(rate.get(0))) {
                throw new IllegalArgumentException("the learning rate at step " + (long) steps.get(0) + " is "
                        + rate.get(0) + "; the first step is 0: look at the schedule there");
            }
            out.copyFrom(rate);
        };
    }
}
