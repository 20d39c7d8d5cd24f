package org.palinode.train.minimise;

import java.util.Arrays;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.SingularValueDecomposition;
import org.palinode.autodiff.tensor.Tensor;

/** (JᵀJ)⁻¹ by the singular values of J with columns of length 1. */
final class Covariance {
    private Covariance() {}

    static double[][] of(Tensor jacobian, double variance) {
        Columns columns = Columns.of(matrix(jacobian));
        double[] lengths = columns.lengths();
        int n = lengths.length;
        for (int j = 0; j < n; j++) {
            if (lengths[j] == 0) {
                throw new IllegalStateException("the residuals do not depend on parameter " + j
                        + ", so it has no standard error; leave it out of the fit");
            }
        }
        RealMatrix inverse = inverseSquare(columns);
        double[][] covariance = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                covariance[i][j] = variance * inverse.getEntry(i, j) / lengths[i] / lengths[j];
            }
        }
        return covariance;
    }

    static RealMatrix matrix(Tensor tensor) {
        double[] numbers = tensor.toArray();
        int columns = tensor.shape().dim(1);
        double[][] rows = new double[tensor.shape().dim(0)][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(numbers, i * columns, (i + 1) * columns));
        return MatrixUtils.createRealMatrix(rows);
    }

    private static RealMatrix inverseSquare(Columns columns) {
        SingularValueDecomposition svd = columns.decomposition();
        double[] values = svd.getSingularValues();
        int rank = columns.rank(svd);
        if (rank < values.length) {
            throw new IllegalStateException("the residuals determine only " + rank + " of " + values.length
                    + " directions of the parameters, so they have no covariance; fix some, or take other data");
        }
        double[] weights = Arrays.stream(values).map(value -> 1 / value / value).toArray();
        return svd.getV()
                .multiply(MatrixUtils.createRealDiagonalMatrix(weights))
                .multiply(svd.getVT());
    }
}
