package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.NoiseKind;

/**
 * Field of one step of an equation with noise, dy = f dt + g dW. Applied, it is f + g w with the rates w = W/h of the step: a field like
 * others, for methods that treat drift and noise alike. For the rest both are to be had apart.
 */
public interface NoisyField extends Field {
    /** f alone. */
    Field drift();

    /** The product g(t, y) v [n]. */
    Tensor diffusion(Tensor t, Tensor y, NoiseVector v);

    /** The rates W/h of the step. */
    NoiseVector w();

    /** The areas H of the step; not to be had by a solver that does not ask for them. */
    NoiseVector h();

    /** The rates K/h of the step; not to be had by a solver that does not ask for them. */
    NoiseVector k();

    /** The kind of the noise of each path. */
    List<NoiseKind> kinds();

    @Override
    default boolean changesBetweenSteps() {
        return true;
    }

    /**
     * A field with its drift and its diffusion apart.
     *
     * @throws IllegalArgumentException if it is that of an equation without noise
     */
    static NoisyField of(Field field) {
        if (field instanceof NoisyField noisy) {
            return noisy;
        }
        throw new IllegalArgumentException(
                "this solver is for equations with noise, and got one without; add a Diffusion to"
                        + " the term, or use a solver such as Tsit5");
    }
}
