package org.palinode.ode.internal.step;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.noise.NoiseInputs;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.NoiseVector;
import org.palinode.ode.solver.NoisyField;
import org.palinode.ode.solver.ParametricField;

/**
 * The field of an equation with noise. The diffusion's program reads the noise among the parameters, so its product with another vector is a call
 * with that vector in their place.
 */
record StepNoiseField(
        NoiseInputs inputs, ParametricField whole, ParametricField driftPart, ParametricField diffusionPart)
        implements ParametricField {
    @Override
    public Tensor apply(Tensor t, Tensor y, List<Tensor> parameters) {
        return whole.apply(t, y, parameters);
    }

    @Override
    public Field with(List<Tensor> parameters) {
        return new NoisyField() {
            @Override
            public Tensor apply(Tensor t, Tensor y) {
                return whole.apply(t, y, parameters);
            }

            @Override
            public Field drift() {
                return driftPart.with(parameters);
            }

            @Override
            public Tensor diffusion(Tensor t, Tensor y, NoiseVector v) {
                List<Tensor> heard = new ArrayList<>(parameters);
                for (int path = 0; path < v.paths().size(); path++) {
                    heard.set(inputs.first() + path, v.paths().get(path));
                }
                return diffusionPart.apply(t, y, heard);
            }

            @Override
            public NoiseVector w() {
                return new NoiseVector(inputs.letter(0, parameters));
            }

            @Override
            public NoiseVector h() {
                return new NoiseVector(inputs.letter(1, parameters));
            }

            @Override
            public NoiseVector k() {
                return new NoiseVector(inputs.letter(2, parameters));
            }

            @Override
            public List<NoiseKind> kinds() {
                return inputs.kinds();
            }
        };
    }
}
