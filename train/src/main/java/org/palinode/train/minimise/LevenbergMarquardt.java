package org.palinode.train.minimise;

import java.util.Objects;
import java.util.function.Function;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.LocalizedOptimFormats;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresFactory;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Levenberg–Marquardt for a sum of squared residuals, by Hipparchus over exact Jacobians. Parameters are scaled by the columns of the
 * Jacobian, so their units do not matter.
 *
 * <p>Residuals that are not finite at a trial mean that the step was too long. Divide residuals by the standard deviations of the data where
 * these differ.
 *
 * <p>Source: J. J. Moré, "The Levenberg–Marquardt algorithm: implementation and theory", Lecture Notes in Mathematics 630, 1978, 105–116:
 * the routine lmder of MINPACK.
 *
 * @param squaresTolerance stops where a step lowers the sum of squares by less than this share of it, and no more was to be expected
 * @param parameterTolerance stops where the region of trust is smaller than this share of the parameters
 * @param angleTolerance stops where no cosine of an angle between residuals and columns of the Jacobian is greater
 * @param maxEvaluations the greatest number of evaluations of the residuals
 * @param mode the mode in which the Jacobian is computed
 */
public record LevenbergMarquardt(
        double squaresTolerance,
        double parameterTolerance,
        double angleTolerance,
        int maxEvaluations,
        JacobianMode mode) {
    /** The least tolerance; below it rounding decides. */
    private static final double LEAST = 4 * Math.ulp(1.0);

    private static final double INITIAL_STEP_BOUND = 100;

    /** @throws IllegalArgumentException if a number is out of its range; tolerances are 1e-15 at least */
    public LevenbergMarquardt {
        requireTolerance("squaresTolerance", squaresTolerance);
        requireTolerance("parameterTolerance", parameterTolerance);
        requireTolerance("angleTolerance", angleTolerance);
        Limits.requireEvaluations(maxEvaluations);
        Objects.requireNonNull(
                mode, "Levenberg–Marquardt needs a mode for its Jacobian, got null; CHEAPER chooses by itself");
    }

    /** Levenberg–Marquardt with tolerances of 1e-10 and at most 1000 evaluations. */
    public LevenbergMarquardt() {
        this(1e-10, 1e-10, 1e-10, 1000, JacobianMode.CHEAPER);
    }

    /** Replaces all three tolerances. */
    public LevenbergMarquardt tolerances(double all) {
        return new LevenbergMarquardt(all, all, all, maxEvaluations, mode);
    }

    private static void requireTolerance(String what, double value) {
        Limits.requireTolerance(what, value);
        if (value < LEAST) {
            throw new IllegalArgumentException(
                    what + " must be at least " + LEAST + ", got " + value + ": rounding decides below it");
        }
    }

    /**
     * The parameters near {@code start} at which the sum of the squares of {@code residuals} is least.
     *
     * @throws IllegalArgumentException if there are fewer residuals than parameters, or they are not finite at the start
     */
    public <P> LeastSquaresFit<P> fit(Function<? super P, Tensor> residuals, P start) {
        Objects.requireNonNull(residuals, "a fit needs residuals, got null");
        Objects.requireNonNull(start, "a fit needs parameters to start from, got null");
        Coordinates<P> coordinates = Coordinates.of(start);
        Residuals<P> model = new Residuals<>(residuals, coordinates, mode);
        double[] x = coordinates.vector(start);
        int count = requireResiduals(model.at(x), x.length);
        StopReason reason = run(model, x, count);
        P best = coordinates.tree(model.best());
        Tensor jacobian = model.jacobian(model.best());
        return new LeastSquaresFit<>(
                best, model.bestValues(), jacobian, model.evaluations(), model.jacobians(), reason);
    }

    private static int requireResiduals(Tensor residuals, int parameters) {
        if (residuals.size() < parameters) {
            throw new IllegalArgumentException(
                    "Levenberg–Marquardt needs at least as many residuals as parameters, got " + residuals.size()
                            + " for " + parameters + "; take Lbfgs with the sum of their squares");
        }
        double[] values = residuals.toArray();
        if (!Vectors.isFinite(values)) {
            throw new IllegalArgumentException("a fit must start where all residuals are finite, got " + residuals);
        }
        return values.length;
    }

    private <P> StopReason run(Residuals<P> model, double[] start, int count) {
        var optimiser = new LevenbergMarquardtOptimizer(
                INITIAL_STEP_BOUND, squaresTolerance, parameterTolerance, angleTolerance, Double.MIN_NORMAL);
        var problem = LeastSquaresFactory.create(
                model,
                new ArrayRealVector(count),
                new ArrayRealVector(start),
                null,
                null,
                maxEvaluations,
                Integer.MAX_VALUE,
                true,
                null);
        try {
            optimiser.optimize(problem);
            return isOrthogonal(model) ? StopReason.SMALL_GRADIENT : StopReason.SMALL_CHANGE;
        } catch (MathIllegalStateException stopped) {
            boolean tooPrecise = stopped.getSpecifier() instanceof LocalizedOptimFormats;
            return tooPrecise ? StopReason.NO_DESCENT : StopReason.MAX_EVALUATIONS;
        }
    }

    private boolean isOrthogonal(Residuals<?> model) {
        RealMatrix columns = Covariance.matrix(model.jacobian(model.best()));
        RealVector residuals = new ArrayRealVector(model.bestValues().toArray());
        double length = residuals.getNorm();
        for (int j = 0; j < columns.getColumnDimension() && length > 0; j++) {
            RealVector column = columns.getColumnVector(j);
            if (Math.abs(column.dotProduct(residuals)) > angleTolerance * column.getNorm() * length) {
                return false;
            }
        }
        return true;
    }
}
