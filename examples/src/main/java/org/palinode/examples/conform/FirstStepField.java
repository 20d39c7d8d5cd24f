package org.palinode.examples.conform;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.solver.Field;
import org.palinode.ode.solver.NoiseVector;
import org.palinode.ode.solver.NoisyField;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Term;

/** The field of the first step of a problem, for a step by hand: one drift, one diffusion. */
record FirstStepField<A>(Term<Tensor, A> term, Tensor y0, A args, GivenNoise noise) implements NoisyField {
    private double length() {
        return noise.times()[1] - noise.times()[0];
    }

    private Diffusion<Tensor, A> diffusion() {
        return term.diffusions().get(0);
    }

    @Override
    public Field drift() {
        return (t, y) ->
                term.drift().get(0).apply(t, y.reshape(y0.shape()), args).flatten();
    }

    @Override
    public Tensor diffusion(Tensor t, Tensor y, NoiseVector v) {
        Tensor shaped = v.paths().get(0).reshape(noise.letters().get(0).shape().without(0));
        return diffusion().times(t, y.reshape(y0.shape()), shaped, args).flatten();
    }

    @Override
    public Tensor apply(Tensor t, Tensor y) {
        return drift().apply(t, y).plus(diffusion(t, y, w()));
    }

    @Override
    public NoiseVector w() {
        return new NoiseVector(List.of(noise.first(0).dividedBy(length())));
    }

    @Override
    public NoiseVector h() {
        return new NoiseVector(List.of(noise.first(1)));
    }

    @Override
    public NoiseVector k() {
        return new NoiseVector(List.of(noise.first(2).dividedBy(length())));
    }

    @Override
    public List<NoiseKind> kinds() {
        return List.of(diffusion().kind());
    }
}
