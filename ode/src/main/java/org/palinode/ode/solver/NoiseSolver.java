package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/** Method that treats drift and noise each in its own way. It is linear inside of a step, since the path between the ends is not known. */
interface NoiseSolver extends Solver {
    @Override
    default boolean partsNoise() {
        return true;
    }

    @Override
    default List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return List.of();
    }

    @Override
    default Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return DensePolynomial.CHORD.evaluate(theta, dense);
    }
}
