package org.palinode.ode.internal.spectrum;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.NoiseVector;
import org.palinode.ode.solver.NoisyField;

/** A drift under noise that is silent: it serves solvers that take drift and diffusion apart, and others. */
record NoiselessField(Field drift) implements NoisyField {
    private static final NoiseVector SILENCE = new NoiseVector(List.of());

    @Override
    public Tensor apply(Tensor t, Tensor y) {
        return drift.apply(t, y);
    }

    @Override
    public Tensor diffusion(Tensor t, Tensor y, NoiseVector v) {
        return y.zerosLike();
    }

    @Override
    public NoiseVector w() {
        return SILENCE;
    }

    @Override
    public NoiseVector h() {
        return SILENCE;
    }

    @Override
    public NoiseVector k() {
        return SILENCE;
    }

    @Override
    public List<NoiseKind> kinds() {
        return List.of();
    }

    @Override
    public boolean changesBetweenSteps() {
        return false;
    }
}
