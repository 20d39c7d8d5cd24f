package org.palinode.train.minimise;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.ValueAndJacobianFunction;
import org.hipparchus.util.Pair;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveException;

/**
 * Residuals and their Jacobian on vectors. Counts evaluations, keeps the latest of each, and the point with the least sum of squares. What
 * the optimiser sees of them is divided by a unit, a power of two about as large as the first residuals, so that theirs does not matter.
 */
final class Residuals<P> implements ValueAndJacobianFunction {
    /** A tensor that was found at a point. */
    private record Found(double[] x, Tensor tensor) {
        boolean isAt(double[] point) {
            return Arrays.equals(x, point);
        }
    }

    private static final Found NOTHING = new Found(new double[0], Tensor.of());

    private final Function<? super P, Tensor> function;
    private final Coordinates<P> coordinates;
    private final JacobianMode mode;
    private final double unit;
    private Found values = NOTHING;
    private Found slopes = NOTHING;
    private Found best = NOTHING;
    private double least = Double.POSITIVE_INFINITY;
    private int evaluations;
    private int jacobians;

    Residuals(Function<? super P, Tensor> function, Coordinates<P> coordinates, JacobianMode mode, double[] start) {
        this.function = function;
        this.coordinates = coordinates;
        this.mode = mode;
        double largest = Vectors.largest(at(start).toArray());
        unit = largest == 0 ? 1 : Math.scalb(1.0, Math.max(Math.getExponent(largest), -1000));
    }

    @Override
    public Pair<RealVector, RealMatrix> value(RealVector point) {
        return new Pair<>(computeValue(point.toArray()), computeJacobian(point.toArray()));
    }

    /** The residuals. Where one is not finite, the step is refused as one that is too long: NaN is not less than anything. */
    @Override
    public RealVector computeValue(double[] x) {
        RealVector residuals = inUnits(at(x));
        double squares = residuals.dotProduct(residuals);
        if (squares < least) {
            least = squares;
            best = values;
        }
        return residuals;
    }

    private RealVector inUnits(Tensor residuals) {
        return new ArrayRealVector(residuals.toArray(), false).mapDivideToSelf(unit);
    }

    /** The residuals at the best point, as the optimiser sees them. */
    RealVector bestInUnits() {
        return inUnits(best.tensor());
    }

    @Override
    public RealMatrix computeJacobian(double[] x) {
        return Covariance.matrix(jacobian(x)).scalarMultiply(1 / unit);
    }

    /** The residuals [m]. */
    Tensor at(double[] x) {
        if (!values.isAt(x)) {
            evaluations++;
            values = new Found(x.clone(), evaluated(x));
        }
        return values.tensor();
    }

    /** The residuals, NaN where a solve fails behind the first one. */
    private Tensor evaluated(double[] x) {
        try {
            return function.apply(coordinates.tree(x)).flatten();
        } catch (SolveException unsolved) {
            if (evaluations == 1) {
                throw unsolved;
            }
            return Tensor.full(values.tensor().type(), Double.NaN);
        }
    }

    /** The Jacobian [m, n], float64. */
    Tensor jacobian(double[] x) {
        if (!slopes.isAt(x)) {
            jacobians++;
            slopes = new Found(x.clone(), differentiate(coordinates.leaves(x)));
        }
        return slopes.tensor();
    }

    private Tensor differentiate(List<Tensor> leaves) {
        Function<List<Tensor>, Tensor> byLeaves =
                each -> function.apply(coordinates.structure().unflatten(each)).flatten();
        List<Tensor> blocks = mode.jacobian(byLeaves, leaves).stream()
                .map(block -> block.reshape(
                                block.shape().dim(0),
                                block.size() / block.shape().dim(0))
                        .cast(DType.FLOAT64))
                .toList();
        Tensor jacobian = Tensor.concatenate(1, blocks);
        if (!Vectors.isFinite(jacobian.toArray())) {
            throw new ArithmeticException("the Jacobian of the residuals is not finite at "
                    + coordinates.structure().unflatten(leaves)
                    + ", though they are; look for a kink or a pole in one of their operations");
        }
        return jacobian;
    }

    double[] best() {
        return best.x();
    }

    Tensor bestValues() {
        return best.tensor();
    }

    int evaluations() {
        return evaluations;
    }

    int jacobians() {
        return jacobians;
    }
}
