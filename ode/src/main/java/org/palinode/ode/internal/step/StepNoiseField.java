package org.palinode.ode.internal.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.internal.noise.NoiseInputs;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.LangevinField;
import org.palinode.ode.solver.NoiseVector;
import org.palinode.ode.solver.NoisyField;
import org.palinode.ode.solver.ParametricField;

/**
 * The field of an equation with noise. The diffusion's program reads the noise among the parameters, so its product with another vector is a call
 * with that vector in their place.
 */
record StepNoiseField(
        NoiseInputs inputs,
        ParametricField whole,
        ParametricField driftPart,
        ParametricField diffusionPart,
        Optional<ParametricField> friction)
        implements ParametricField {
    @Override
    public Tensor apply(Tensor t, Tensor y, List<Tensor> parameters) {
        return whole.apply(t, y, parameters);
    }

    @Override
    public Field with(List<Tensor> parameters) {
        return friction.isPresent() ? new OfLangevin(parameters) : new OfNoise(parameters);
    }

    private class OfNoise implements NoisyField {
        final List<Tensor> parameters;

        OfNoise(List<Tensor> parameters) {
            this.parameters = parameters;
        }

        @Override
        public Tensor apply(Tensor t, Tensor y) {
            return whole.apply(t, y, parameters);
        }

        private Field with(List<Tensor> heard) {
            return StepNoiseField.this.with(heard);
        }

        @Override
        public Field drift() {
            return driftPart.with(parameters);
        }

        @Override
        public Tensor diffusion(Tensor t, Tensor y, NoiseVector v) {
            List<Tensor> heard = new ArrayList<>(parameters);
            for (int path = 0; path < v.paths().size(); path++) {
                heard.set(inputs.firstLetter() + path, v.paths().get(path));
            }
            return diffusionPart.apply(t, y, heard);
        }

        @Override
        public Field half(int index) {
            List<Tensor> heard = new ArrayList<>(parameters);
            if (inputs.hasHalves()) {
                replace(heard, inputs.firstLetter(), inputs.half(index, parameters));
            }
            if (inputs.hasInterval()) {
                List<Tensor> ends = inputs.interval(parameters);
                Tensor middle = ends.get(0).plus(ends.get(1)).times(0.5);
                replace(
                        heard,
                        inputs.first(),
                        index == 0 ? List.of(ends.get(0), middle) : List.of(middle, ends.get(1)));
            }
            return with(heard);
        }

        @Override
        public Field reversed() {
            List<Tensor> heard = new ArrayList<>(parameters);
            if (inputs.hasHalves()) {
                replace(heard, inputs.firstLetter() + inputs.letters(), inputs.half(1, parameters));
                replace(heard, inputs.firstLetter() + 2 * inputs.letters(), inputs.half(0, parameters));
            }
            if (inputs.hasInterval()) {
                List<Tensor> ends = inputs.interval(parameters);
                replace(heard, inputs.first(), List.of(ends.get(1), ends.get(0)));
            }
            return with(heard);
        }

        private void replace(List<Tensor> all, int first, List<Tensor> by) {
            for (int i = 0; i < by.size(); i++) {
                all.set(first + i, by.get(i));
            }
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
        public boolean isRough() {
            return inputs.hasNoise();
        }

        @Override
        public List<NoiseKind> kinds() {
            return inputs.kinds();
        }
    }

    private final class OfLangevin extends OfNoise implements LangevinField {
        OfLangevin(List<Tensor> parameters) {
            super(parameters);
        }

        @Override
        public Tensor friction() {
            Tensor rest = parameters.get(inputs.firstLetter()).zerosLike();
            return friction.orElseThrow().apply(Tensor.scalar(0), Tensor.concatenate(0, rest, rest), parameters);
        }

        /** The drift of v at rest is −u ∇f. */
        @Override
        public Tensor force(Tensor t, Tensor x) {
            return momentum(drift().apply(t, Tensor.concatenate(0, x, x.zerosLike())))
                    .negate();
        }

        @Override
        public Tensor amplified(Tensor t, Tensor x, NoiseVector v) {
            return momentum(diffusion(t, Tensor.concatenate(0, x, x.zerosLike()), v));
        }

        private Tensor momentum(Tensor state) {
            return state.slice(0, state.size() / 2, state.size());
        }
    }
}
