package org.palinode.train.minimise;

import java.util.Arrays;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.linear.SingularValueDecomposition;

/**
 * Columns of a Jacobian, each divided by its length. So units of parameters that differ by orders of magnitude do not look like a
 * dependence.
 *
 * @param lengths the lengths of the columns
 * @param unit the columns of length 1; 0 where a column is
 */
record Columns(double[] lengths, RealMatrix unit) {
    static Columns of(RealMatrix jacobian) {
        double[] lengths = new double[jacobian.getColumnDimension()];
        RealMatrix unit = jacobian.copy();
        for (int j = 0; j < lengths.length; j++) {
            RealVector column = jacobian.getColumnVector(j);
            lengths[j] = column.getNorm();
            unit.setColumnVector(j, lengths[j] == 0 ? column : column.mapDivide(lengths[j]));
        }
        return new Columns(lengths, unit);
    }

    /** The greatest magnitude of a cosine of the angle between a vector and a column. */
    double largestCosine(RealVector vector) {
        double length = vector.getNorm();
        return length == 0 ? 0 : unit.preMultiply(vector).getLInfNorm() / length;
    }

    /** The part of a vector that lies in the space of the columns. */
    RealVector projection(RealVector vector) {
        SingularValueDecomposition svd = decomposition();
        RealMatrix directions = svd.getU().getSubMatrix(0, vector.getDimension() - 1, 0, rank(svd) - 1);
        return directions.operate(directions.preMultiply(vector));
    }

    SingularValueDecomposition decomposition() {
        return new SingularValueDecomposition(unit);
    }

    /** The number of directions that rounding tells apart; 1 at least. */
    int rank(SingularValueDecomposition svd) {
        double[] values = svd.getSingularValues();
        double rounding = unit.getRowDimension() * Math.ulp(values[0]);
        return Math.max(
                1, (int) Arrays.stream(values).filter(value -> value > rounding).count());
    }
}
