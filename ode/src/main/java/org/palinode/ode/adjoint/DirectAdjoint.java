package org.palinode.ode.adjoint;

import java.util.BitSet;
import org.palinode.ode.integrate.Stepper;

/** Stores the state before every step and pulls back step by step. Exact. Memory O(steps); no step is taken twice. */
public record DirectAdjoint() implements Adjoint {
    @Override
    public Retention retain(Stepper stepper) {
        return new KeepAll(stepper);
    }

    @Override
    public Gradients pullBack(Run run, OutputCotangents cotangents, BitSet wanted) {
        return StoredStates.pullBack(run, cotangents, wanted, Integer.MAX_VALUE, "direct");
    }
}
