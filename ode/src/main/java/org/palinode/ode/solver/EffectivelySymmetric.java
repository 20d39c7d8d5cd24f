package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** Explicit Runge–Kutta method whose step of −h nearly reverses its step of h, to a stated mismatch. */
interface EffectivelySymmetric extends ExplicitRungeKutta, ReversibleSolver {
    /** The mismatch accepted unless another is given. */
    double STANDARD = 1e-6;

    /** The largest relative mismatch of y₀ after a reversed solve; pure number. */
    double accepted();

    /** Refuses a mismatch that is not positive, in the name of {@code method}. */
    static void requirePositive(double accepted, String method) {
        if (!(accepted > 0)) {
            throw new IllegalArgumentException(
                    method + " needs a positive accepted mismatch, got " + accepted + "; 1e-6 is the standard");
        }
    }

    @Override
    default double acceptedMismatch(DType dtype) {
        return Math.max(accepted(), Resync.STANDARD.mismatch(dtype));
    }

    @Override
    default boolean leavesMismatchToUsers() {
        return true;
    }

    @Override
    default Start backwardStep(Field f, Tensor t0, Tensor h, Tensor before, Tensor y1, List<Tensor> carry1) {
        return new Start(step(f, t0.plus(h), h.negate(), y1).y(), List.of());
    }
}
