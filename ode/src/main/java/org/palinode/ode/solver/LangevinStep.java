package org.palinode.ode.solver;

import java.util.List;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Step of a Langevin equation: its state, its noise, and the coefficients, which are functions φ of γh. All coefficients are computed in
 * float64.
 */
final class LangevinStep {
    private static final int TERMS = 22;

    final LangevinField field;
    final Tensor t0;
    final Tensor h;
    final Tensor dt;
    final Tensor x;
    final Tensor v;

    private final Tensor gamma;
    private final Tensor size;

    LangevinStep(Field f, Tensor t0, Tensor h, Tensor y0) {
        field = LangevinField.of(f);
        this.t0 = t0;
        this.h = h;
        dt = h.cast(y0.dtype());
        int d = y0.size() / 2;
        x = y0.slice(0, 0, d);
        v = y0.slice(0, d, 2 * d);
        gamma = field.friction().cast(DType.FLOAT64);
        size = gamma.times(h);
    }

    /** γ in the type of the state. */
    Tensor gamma() {
        return gamma.cast(x.dtype());
    }

    /** u ∇f. */
    Tensor force(Tensor at) {
        return field.force(t0, at);
    }

    /** √(2γu) times the noise. */
    Tensor amplified(NoiseVector noise) {
        return field.amplified(t0, x, noise);
    }

    NoiseVector w() {
        return field.w().times(dt);
    }

    NoiseVector area() {
        return field.h();
    }

    NoiseVector k() {
        return field.k().times(dt);
    }

    /** e^{−qγh}. */
    Tensor decay(double q) {
        return size.times(-q).exp().cast(x.dtype());
    }

    /** (1 − e^{−qγh})/γ. */
    Tensor drift(double q) {
        return phi(1, q).times(h.times(q)).cast(x.dtype());
    }

    /** (e^{−qγh} + qγh − 1)/(γ²h). */
    Tensor pull(double q) {
        return phi(2, q).times(h.times(q * q)).cast(x.dtype());
    }

    /** (1 − e^{−γh})/(γh). */
    Tensor mean() {
        return phi(1, 1).cast(x.dtype());
    }

    /** The factor of H: 6 (e^{−a}(a + 2) + a − 2)/(γa²) with a = γh. */
    Tensor chi() {
        return phi(2, 1).minus(phi(3, 1).times(2)).times(h.times(6)).cast(x.dtype());
    }

    /** The factor of K: 60 (e^{−a}(a(a + 6) + 12) − a(a − 6) − 12)/(γa³) with a = γh. */
    Tensor kappa() {
        Tensor sum = phi(3, 1).minus(phi(4, 1).times(6)).plus(phi(5, 1).times(12));
        return sum.times(size).times(h.times(-60)).cast(x.dtype());
    }

    /** φ_j(−qγh), where φ₀ is the exponential and φ_j(z) = Σ zᵏ/(k + j)!: by its series for small z, which closed forms lose. */
    private Tensor phi(int j, double q) {
        Tensor z = size.times(-q);
        Tensor isSmall = z.abs().lessEqual(1).cast(DType.FLOAT64);
        Tensor small = Tensor.where(isSmall, z, z.zerosLike());
        Tensor large = Tensor.where(isSmall, z.zerosLike().plus(1), z);
        return Tensor.where(isSmall, series(j, small), closed(j, large));
    }

    private static Tensor series(int j, Tensor z) {
        Tensor sum = z.zerosLike().plus(1);
        for (int k = TERMS; k >= 1; k--) {
            sum = sum.times(z).times(1.0 / (k + j)).plus(1);
        }
        return sum.times(1 / factorial(j));
    }

    private static Tensor closed(int j, Tensor z) {
        Tensor value = z.exp();
        for (int i = 0; i < j; i++) {
            value = value.minus(1 / factorial(i)).dividedBy(z);
        }
        return value;
    }

    private static double factorial(int j) {
        double product = 1;
        for (int i = 2; i <= j; i++) {
            product *= i;
        }
        return product;
    }

    /** A force as a vector that is handed from step to step [2d]. */
    Tensor carried(Tensor force) {
        return state(x.zerosLike(), force);
    }

    Tensor carriedForce(List<Tensor> carry) {
        return carry.get(0).slice(0, x.size(), 2 * x.size());
    }

    static Tensor state(Tensor x, Tensor v) {
        return Tensor.concatenate(0, x, v);
    }

    /** A step that ends there; linear inside. */
    Step to(Tensor x1, Tensor v1, Tensor error, List<Tensor> carry) {
        return new Step(state(x1, v1), error, List.of(state(x, v), state(x1, v1)), carry);
    }
}
