/**
 * Linear systems with one square matrix and many right sides: factored once, solved often, in either direction, with derivatives.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.autodiff.linear.MatrixStructure}</td><td>where a matrix has entries that are not zero: dense, diagonal, banded, blocks</td></tr>
 * <tr><td>{@link org.palinode.autodiff.linear.Factors}</td><td>a factored matrix, ready to be solved with</td></tr>
 * </table>
 *
 * <pre>{@code
 * MatrixStructure tridiagonal = MatrixStructure.banded(1, 1);
 * Factors factors = Factors.of(tridiagonal, tridiagonal.compress(Tensor.of(new double[][] {{2, 1, 0}, {1, 2, 1}, {0, 1, 2}})));
 * factors.solve(Tensor.of(3.0, 4.0, 3.0));        // [1, 1, 1]
 * }</pre>
 */
package org.palinode.autodiff.linear;
