package org.palinode.train.minimise;

import org.palinode.autodiff.tensor.Tensor;

/**
 * Parameters at which a sum of squared residuals is least, with what the Jacobian there tells of their precision. Ask {@link #reason} whether
 * it is a minimum.
 *
 * @param parameters the parameters, n numbers
 * @param residuals the residuals there [m]
 * @param jacobian the derivatives of the residuals [m, n]; columns in the order of the leaves and of their numbers
 * @param evaluations the number of times that the residuals were evaluated
 * @param jacobians the number of times that the Jacobian was
 * @param reason the reason for which the minimiser stopped
 */
public record LeastSquaresFit<P>(
        P parameters, Tensor residuals, Tensor jacobian, int evaluations, int jacobians, StopReason reason) {
    /** True if the minimiser came as near to a minimum as was asked for. */
    public boolean converged() {
        return reason.converged();
    }

    /** The sum of the squared residuals. */
    public double sumOfSquares() {
        double[] numbers = residuals.toArray();
        return Vectors.dot(numbers, numbers);
    }

    /**
     * The variance of the residuals, sum of squares / (m − n).
     *
     * @throws IllegalStateException if there are no more residuals than parameters
     */
    public double residualVariance() {
        int freedom = residuals.size() - jacobian.shape().dim(1);
        if (freedom == 0) {
            throw new IllegalStateException("residuals have no variance where there are as many as parameters, "
                    + residuals.size() + "; take more data");
        }
        return sumOfSquares() / freedom;
    }

    /**
     * The covariance [n, n] of the parameters where residuals are independent and of one variance: {@link #residualVariance} · (JᵀJ)⁻¹.
     * Exact for linear models, else to first order.
     *
     * @throws IllegalStateException if the residuals do not determine all parameters
     */
    public Tensor covariance() {
        return Tensor.of(Covariance.of(jacobian, residualVariance()));
    }

    /**
     * The standard error of each parameter, a tree like the parameters: roots of the diagonal of {@link #covariance}.
     *
     * @throws IllegalStateException as {@link #covariance}
     */
    public P standardErrors() {
        return Coordinates.of(parameters).tree(covariance().diagonal().sqrt().toArray());
    }
}
