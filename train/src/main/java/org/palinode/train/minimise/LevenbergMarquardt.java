package org.palinode.train.minimise;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.LocalizedOptimFormats;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresFactory;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveException;

/**
 * Levenberg–Marquardt for a sum of squared residuals, by Hipparchus over exact Jacobians. Parameters are scaled by the columns of the
 * Jacobian, so their units do not matter.
 *
 * <p>Residuals that are not finite at a trial mean that the step was too long, and so does a solve that fails there. Divide residuals by
 * the standard deviations of the data where these differ.
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

    /** The first region of trust over the parameters, as in MINPACK. */
    private static final double FIRST_REGION = 100;
    /**
     * The share of the squares by which a full step may still promise to lower them. On NIST's and other problems it is below 1e-10 where a
     * fit has come to its end, and above 0.1 where steps only became short.
     */
    private static final double PROMISE = 1e-6;

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
     * @throws SolveException if a solve fails at the start
     * @throws ArithmeticException if the Jacobian is not finite where the residuals are
     */
    public <P> LeastSquaresFit<P> fit(Function<? super P, Tensor> residuals, P start) {
        Objects.requireNonNull(residuals, "a fit needs residuals, got null");
        Objects.requireNonNull(start, "a fit needs parameters to start from, got null");
        Coordinates<P> coordinates = Coordinates.of(start);
        double[] x = coordinates.vector(start);
        Residuals<P> model = new Residuals<>(residuals, coordinates, mode, x);
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
                firstRegion(model, start), squaresTolerance, parameterTolerance, angleTolerance, Double.MIN_NORMAL);
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
        } catch (MathIllegalStateException stopped) {
            boolean tooPrecise = stopped.getSpecifier() instanceof LocalizedOptimFormats;
            return tooPrecise ? StopReason.NO_DESCENT : StopReason.MAX_EVALUATIONS;
        }
        return reason(model);
    }

    /**
     * The first region of trust, a multiple of the scaled parameters, or absolute where these are 0. It is not smaller than the unit of the
     * residuals: parameters that start near 0 would hardly move, and the fit would look like one that has ended.
     */
    private static double firstRegion(Residuals<?> model, double[] start) {
        double[] scaled = Columns.of(model.computeJacobian(start)).lengths();
        Arrays.setAll(scaled, j -> scaled[j] * start[j]);
        double length = new ArrayRealVector(scaled, false).getNorm();
        return length == 0 ? FIRST_REGION : Math.max(FIRST_REGION, 1 / length);
    }

    /** The optimiser also ends where its region of trust has shrunk to nothing far from a minimum. */
    private StopReason reason(Residuals<?> model) {
        Columns columns = Columns.of(model.computeJacobian(model.best()));
        RealVector residuals = model.bestInUnits();
        if (columns.largestCosine(residuals) <= angleTolerance) {
            return StopReason.SMALL_GRADIENT;
        }
        RealVector avoidable = columns.projection(residuals);
        double squares = Math.max(1, residuals.dotProduct(residuals)); // 1 is about those of the start
        return avoidable.dotProduct(avoidable) <= PROMISE * squares ? StopReason.SMALL_CHANGE : StopReason.SHORT_STEPS;
    }
}
