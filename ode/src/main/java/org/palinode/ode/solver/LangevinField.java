package org.palinode.ode.solver;

import org.palinode.autodiff.tensor.Tensor;

/** Field of one step of a {@link org.palinode.ode.term.LangevinTerm}, whose state is x, then v [2d]. */
public interface LangevinField extends NoisyField {
    /** γ [d]. */
    Tensor friction();

    /** u ∇f at x [d]. */
    Tensor force(Tensor t, Tensor x);

    /** √(2γu) times a vector in the shape of the noise [d]. */
    Tensor amplified(Tensor t, Tensor x, NoiseVector v);
}
