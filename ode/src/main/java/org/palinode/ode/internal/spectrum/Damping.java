package org.palinode.ode.internal.spectrum;

import java.util.List;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Rate of the fastest damped mode of a field: the largest −Re α of the eigenvalues α of its Jacobian ∂f/∂y. Products with the Jacobian
 * bring it down to a small matrix ({@link Arnoldi}), of which {@link SpectralAbscissa} finds it.
 */
public final class Damping {
    private Damping() {}

    /**
     * An estimate at (t, y) in one over the unit of time; 0 where nothing is damped, NaN where the field is not finite. Costs as many products with
     * the Jacobian as y has numbers, but at most {@value Arnoldi#MOST}.
     *
     * @param forward the direction of time, 1 or −1: a solve back in time finds damping where the field grows
     */
    public static double rate(Program field, double forward, double t, Tensor y, List<Tensor> parameters) {
        UnaryOperator<Tensor> jacobian = SpectralRadius.jacobian(field, t, y, parameters);
        double[][] small = Arnoldi.reduced(
                SpectralRadius.start(y), direction -> jacobian.apply(direction).times(-forward));
        double abscissa = SpectralAbscissa.of(small);
        return Double.isNaN(abscissa) ? abscissa : Math.max(0, abscissa);
    }
}
