package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A step of {@link Reversible} without its copy: y₁ = c(y₀ − z₀) + F(h, z₀), z₁ = y₁. From z₀ = y₀ it is the base solver's own step. It
 * takes the place of a step that damps too strongly to be reversed, and evaluates nothing at −h; what it starts from has to be stored.
 */
record StoredStep(Reversible solver) implements Solver {
    @Override
    public double order() {
        return solver.order();
    }

    @Override
    public boolean estimatesError() {
        return solver.estimatesError();
    }

    @Override
    public double errorBias() {
        return solver.errorBias();
    }

    @Override
    public boolean splitsField() {
        return solver.splitsField();
    }

    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return solver.init(f, t0, y0);
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        Tensor z0 = carry.get(0);
        Tensor gap = y0.minus(z0);
        Step forth = solver.base().step(f, t0, h, z0);
        Tensor y1 = gap.times(solver.coupling()).plus(forth.y());
        List<Tensor> dense = new ArrayList<>(forth.dense());
        dense.add(gap);
        return new Step(y1, forth.error(), dense, List.of(y1), forth.inner());
    }

    @Override
    public Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return solver.interpolate(theta, dense);
    }
}
