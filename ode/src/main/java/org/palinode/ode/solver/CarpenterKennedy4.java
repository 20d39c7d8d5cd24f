package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Carpenter and Kennedy's low-storage method: order 4, 5 stages, no error estimate. Two vectors hold all there is, y and one register,
 * whatever the number of stages: for states so long that stages weigh. 5 evaluations of the vector field a step.
 * <pre>
 *   d ← Aᵢd + h f(t₀ + cᵢh, y)        y ← y + Bᵢd        i = 1 … 5
 * </pre>
 * Dense output: the cubic Hermite polynomial, which costs an evaluation at the end of the step where values inside it are asked for.
 *
 * <p>Source: M. H. Carpenter, C. A. Kennedy, "Fourth-order 2N-storage Runge–Kutta schemes", NASA TM-109112, 1994, solution 3; the form is
 * that of J. H. Williamson, "Low-storage Runge–Kutta schemes", J. Comput. Phys. 35, 1980, 48–56.
 */
public record CarpenterKennedy4() implements Solver {
    // @formatter:off
    private static final double[] A = {
            0,
            -567301805773.0 / 1357537059087.0,
            -2404267990393.0 / 2016746695238.0,
            -3550918686646.0 / 2091501179385.0,
            -1275806237668.0 / 842570457699.0};
    private static final double[] B = {
            1432997174477.0 / 9575080441755.0,
            5161836677717.0 / 13612068292357.0,
            1720146321549.0 / 2090206949498.0,
            3134564353537.0 / 4481467310338.0,
            2277821191437.0 / 14882151754819.0};
    private static final double[] C = {
            0,
            1432997174477.0 / 9575080441755.0,
            2526269341429.0 / 6820363962896.0,
            2006345519317.0 / 3224310063776.0,
            2802321613138.0 / 2924317926251.0};
    // @formatter:on

    private static final DensePolynomial DENSE = DensePolynomial.cubicHermite(2);

    @Override
    public double order() {
        return 4;
    }

    @Override
    public boolean estimatesError() {
        return false;
    }

    @Override
    public List<Tensor> init(Field f, Tensor t0, Tensor y0) {
        return List.of();
    }

    @Override
    public Step step(Field f, Tensor t0, Tensor h, Tensor y0, List<Tensor> carry) {
        Tensor dt = h.cast(y0.dtype());
        Tensor y = y0;
        Tensor first = f.apply(t0, y0).times(dt);
        Tensor register = first;
        for (int i = 0; i < A.length; i++) {
            if (i > 0) {
                Tensor increment = f.apply(t0.plus(h.times(C[i])), y).times(dt);
                register = register.times(A[i]).plus(increment);
            }
            y = y.plus(register.times(B[i]));
        }
        Tensor last = f.apply(t0.plus(h), y).times(dt);
        return new Step(y, null, List.of(y0, y, first, last), List.of());
    }

    @Override
    public Tensor interpolate(Tensor theta, List<Tensor> dense) {
        return DENSE.evaluate(theta, dense);
    }
}
