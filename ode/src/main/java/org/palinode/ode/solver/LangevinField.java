package org.palinode.ode.solver;

import org.palinode.autodiff.tensor.Tensor;

/** Field of one step of a {@link org.palinode.ode.term.LangevinTerm}, whose state is x, then v [2d]. */
public interface LangevinField extends NoisyField {
    /**
     * A field with the parts of a Langevin equation.
     *
     * @throws IllegalArgumentException if it is that of another equation
     */
    static LangevinField of(Field field) {
        if (field instanceof LangevinField langevin) {
            return langevin;
        }
        throw new IllegalArgumentException(
                "this solver solves a LangevinTerm, and got another term; use one, or a solver such as" + " ShARK");
    }

    /** γ [d], or [1] if it is one number. */
    Tensor friction();

    /** u ∇f at x [d]. */
    Tensor force(Tensor t, Tensor x);

    /** √(2γu) times a vector in the shape of the noise [d]. */
    Tensor amplified(Tensor t, Tensor x, NoiseVector v);
}
